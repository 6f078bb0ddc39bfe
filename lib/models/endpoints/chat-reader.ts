import type { LanguageModelV3StreamPart } from "@ai-sdk/provider";
import { ProviderError } from "../provider-error";
import type { Json } from "./chat-chunk";
import { ChatStream } from "./chat-stream";
import type { EventReader } from "./event-stream";

/** Reads a chat stream along. Kept back: usage, which is told when it is settled, and `[DONE]`. */
export class ChatReader implements EventReader {
  /** The last chunk with usage, as it came, without its choices; null when none did. */
  usageChunk: Json | null = null;
  /** The answer's head, for what we add to it. */
  head: Json = {};
  /** The client was given an event that says how the answer ended. */
  finished = false;
  over = false;
  readonly #chat: ChatStream;

  constructor(emit: (part: LanguageModelV3StreamPart) => void) {
    this.#chat = new ChatStream(emit);
  }

  event(data: string): boolean | string {
    if (data === "[DONE]") {
      this.over = true;
      return false;
    }
    const chunk = this.#chat.event(data);
    if (!chunk) return false;
    if (this.#chat.finished) this.finished = true;
    if (this.head.id === undefined) this.head = headOf(chunk);
    if (chunk.usage === undefined || chunk.usage === null) return true;
    const { usage, ...rest } = chunk;
    this.usageChunk = { ...rest, choices: [], usage };
    const hasMore = Array.isArray(rest.choices) && rest.choices.length > 0;
    return hasMore && `data: ${JSON.stringify(rest)}\n\n`;
  }

  flush(): void {
    this.#chat.flush();
  }

  end(why: ProviderError): void {
    this.#chat.end(why);
  }

  /** An answer that has said how it ended is whole, whatever stands after that. */
  cutShort(error: unknown): void {
    if (error instanceof ProviderError) this.#chat.end(error);
    else this.fail(error);
  }

  fail(error: unknown): void {
    this.#chat.fail(error);
  }
}

function headOf({ id, object, created, model }: Json): Json {
  return { id, object, created, model };
}

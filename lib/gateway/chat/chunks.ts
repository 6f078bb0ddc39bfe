import type { LanguageModelV3StreamPart } from "@ai-sdk/provider";
import type { Closed } from "../../metering/call";
import type { Outlet } from "../request";
import type { Thoughts } from "../thoughts";
import type { Json } from "./json";
import { endStream, event, streamHeaders, usageJson } from "./reply";

type Part = LanguageModelV3StreamPart;

type Told = {
  id: string;
  /** As the client named it. */
  model: string;
  includeUsage: boolean;
  /** Told of each piece of the answer. */
  onPiece?: () => void;
  thoughts?: Thoughts;
};

/**
 * Writes a metered stream as chunks of the OpenAI chat dialect, to its end; throws what it broke
 * with.
 */
export async function writeParts(
  outlet: Outlet,
  parts: ReadableStream<Part>,
  told: Told,
): Promise<void> {
  const created = Math.floor(Date.now() / 1000);
  const head = {
    id: `chatcmpl-${told.id}`,
    object: "chat.completion.chunk",
    created,
    model: told.model,
  };
  const deltas = new Deltas();
  let room: () => void = () => undefined;
  outlet.onRoom(() => room());
  outlet.onLeave(() => room());
  for await (const part of parts as unknown as AsyncIterable<Part>) {
    if (part.type === "error") throw part.error;
    if (part.type === "finish") {
      const closed = part.providerMetadata?.purser as unknown as Closed | undefined;
      if (!closed) throw new Error("A metered stream ended without its close.");
      const usage = told.includeUsage ? usageJson(closed, null) : null;
      if (!outlet.left) endStream(outlet, closed, { head, usage, finished: false });
      return;
    }
    told.thoughts?.take(part);
    const delta = deltas.of(part);
    if (!delta) continue;
    told.onPiece?.();
    if (outlet.left) continue;
    if (!outlet.begun) outlet.head(200, streamHeaders);
    const choice = { index: 0, delta, logprobs: null, finish_reason: null };
    const hasRoom = outlet.write(event({ ...head, choices: [choice] }));
    if (!hasRoom && !outlet.left) {
      await new Promise<void>((resolve) => {
        room = resolve;
      });
    }
  }
}

/** Parts of the AI SDK as deltas; null for what a client is not told. */
class Deltas {
  #begun = false;
  #tools = new Map<string, number>();

  of(part: Part): Json | null {
    const delta = this.#delta(part);
    if (!delta || this.#begun) return delta;
    this.#begun = true;
    return { role: "assistant", ...delta };
  }

  #delta(part: Part): Json | null {
    switch (part.type) {
      case "text-delta":
        return { content: part.delta };
      case "reasoning-delta":
        return { reasoning_content: part.delta };
      case "tool-input-start":
        return this.#toolCall(part.id, part.toolName, "");
      case "tool-input-delta": {
        const index = this.#tools.get(part.id) ?? 0;
        return { tool_calls: [{ index, function: { arguments: part.delta } }] };
      }
      case "tool-call":
        if (this.#tools.has(part.toolCallId)) return null;
        return this.#toolCall(part.toolCallId, part.toolName, part.input);
      default:
        return null;
    }
  }

  #toolCall(id: string, name: string, input: string): Json {
    const index = this.#tools.size;
    this.#tools.set(id, index);
    const told = { name, arguments: input };
    return { tool_calls: [{ index, id, type: "function", function: told }] };
  }
}

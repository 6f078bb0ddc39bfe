import type {
  LanguageModelV3CallOptions,
  LanguageModelV3Content,
  LanguageModelV3Prompt,
  LanguageModelV3StreamPart,
  SharedV3ProviderMetadata,
} from "@ai-sdk/provider";
import type { Model } from "../models/model";
import { one } from "../one";
import type { AssistantPart } from "./prompt-builder";

type Metadata = SharedV3ProviderMetadata | undefined;
type Thought = { text: string; metadata: Metadata };
type Kept = { thoughts: Thought[]; metadata: Metadata };

/** The newest calls whose thoughts are kept, and how long those may be. */
const keptMax = 4000;
const charactersMax = 64_000;

const memory = () => one("thoughts before tool calls", () => new Map<string, Kept>());

/**
 * What a model signed of its thoughts, which its provider wants back with the answers of its
 * tools, and for which the client's dialect has no place. Kept in memory by the tool calls' ids.
 */
export class Thoughts {
  private readonly of: string;
  private readonly signs: boolean;
  private readonly thoughts: Thought[] = [];
  private readonly open = new Map<string, Thought>();

  constructor({ key, provider }: Pick<Model, "key" | "provider">, userId: string) {
    this.of = `${userId} ${key}`;
    this.signs = provider === "anthropic" || provider === "google";
  }

  /** The options with what was kept for the tool calls in them. */
  givenBack(options: LanguageModelV3CallOptions): LanguageModelV3CallOptions {
    if (!this.signs) return options;
    return { ...options, prompt: options.prompt.map((message) => this.message(message)) };
  }

  take(part: LanguageModelV3StreamPart): void {
    if (!this.signs) return;
    switch (part.type) {
      case "reasoning-start":
        this.open.set(part.id, { text: "", metadata: part.providerMetadata });
        return;
      case "reasoning-delta":
      case "reasoning-end": {
        const thought = this.open.get(part.id);
        if (!thought) return;
        if (part.type === "reasoning-delta") thought.text += part.delta;
        thought.metadata = { ...thought.metadata, ...part.providerMetadata };
        if (part.type === "reasoning-end") this.thoughts.push(thought);
        return;
      }
      case "tool-call":
        this.keep(part.toolCallId, part.providerMetadata);
    }
  }

  takeWhole(content: LanguageModelV3Content[]): void {
    if (!this.signs) return;
    for (const part of content) {
      if (part.type === "reasoning") {
        this.thoughts.push({ text: part.text, metadata: part.providerMetadata });
      } else if (part.type === "tool-call") this.keep(part.toolCallId, part.providerMetadata);
    }
  }

  private keep(id: string, metadata: Metadata): void {
    const thoughts = this.thoughts.splice(0);
    const characters = thoughts.reduce((sum, { text }) => sum + text.length, 0);
    if (characters > charactersMax) return;
    if (!metadata && thoughts.every((thought) => !thought.metadata)) return;
    const kept = memory();
    kept.set(`${this.of} ${id}`, { thoughts, metadata });
    const [oldest] = kept.keys();
    if (kept.size > keptMax && oldest !== undefined) kept.delete(oldest);
  }

  private message(message: LanguageModelV3Prompt[number]): LanguageModelV3Prompt[number] {
    if (message.role !== "assistant") return message;
    let given = false;
    const content = message.content.flatMap((part): AssistantPart[] => {
      if (part.type !== "tool-call") return [part];
      const kept = memory().get(`${this.of} ${part.toolCallId}`);
      if (!kept) return [part];
      given ||= kept.thoughts.length > 0;
      const before = kept.thoughts.map(({ text, metadata }) => ({
        type: "reasoning" as const,
        text,
        providerOptions: metadata,
      }));
      return [...before, { ...part, providerOptions: kept.metadata }];
    });
    if (!given) return { ...message, content };
    // The same thoughts, unsigned, as the client gives them back.
    const signed = content.filter((part) => part.type !== "reasoning" || part.providerOptions);
    return { ...message, content: signed };
  }
}

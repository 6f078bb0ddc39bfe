import type {
  LanguageModelV3Content,
  LanguageModelV3FinishReason,
  LanguageModelV3GenerateResult,
  LanguageModelV3StreamPart,
  SharedV3ProviderMetadata,
} from "@ai-sdk/provider";
import { RunningCount } from "./count";
import { outputIn } from "./part";
import { foldFinish, foldUsage, nothingReported, type Reported } from "./usage";

type Finish = Extract<LanguageModelV3StreamPart, { type: "finish" }>;

/** What has been seen of a call's answer: how much came, and what the provider said of it. */
export class Observed {
  readonly count = new RunningCount();
  reported: Reported = nothingReported;
  finish: LanguageModelV3FinishReason | null = null;
  providerMetadata: Finish["providerMetadata"];
  resolvedModel: string | null = null;
  firstTokenAt: number | null = null;
  /** What came is a part of what was to come whole. */
  isPart = false;
  /** Output came after the last usage that was reported. */
  #outputSinceUsage = false;
  #packets = 0;
  #finalUsage = false;
  #toolInputs = new Set<string>();

  get came(): boolean {
    return this.count.pieces > 0;
  }

  /** The call came to its end, and what usage it has came with that. */
  get final(): boolean {
    return this.finish !== null && this.#finalUsage;
  }

  /** Takes a part in; false when the reader need not see it. */
  take(part: LanguageModelV3StreamPart): boolean {
    switch (part.type) {
      case "text-delta":
      case "reasoning-delta":
        this.#output(part.delta, piecesOf(part.providerMetadata));
        return true;
      case "tool-input-delta":
        this.#toolInputs.add(part.id);
        this.#output(part.delta);
        return true;
      case "tool-input-start":
        this.#output(part.toolName);
        return true;
      case "tool-call":
        if (!this.#toolInputs.has(part.toolCallId)) this.#output(part.input);
        return true;
      case "response-metadata":
        this.resolvedModel = part.modelId ?? this.resolvedModel;
        return true;
      case "raw":
        return this.#raw(part.rawValue);
      case "finish":
        this.#finish(part);
        return false;
      default:
        return true;
    }
  }

  /** Takes a whole answer in. */
  takeWhole(result: LanguageModelV3GenerateResult): void {
    for (const content of result.content) this.#output(textOf(content));
    this.resolvedModel = result.response?.modelId ?? null;
    this.#finish(result);
  }

  /** Takes in what came of an answer that was to come whole, and did not. */
  async takePart(part: string): Promise<void> {
    this.isPart = true;
    const { texts, reply } = await outputIn(part);
    for (const text of texts) this.#output(text);
    this.reported = foldUsage(this.reported, reply);
  }

  /** Our own count; of a part, no more than was asked for. */
  async countOutput(limit: number): Promise<number> {
    const tokens = await this.count.total();
    return this.isPart ? Math.min(tokens, limit) : tokens;
  }

  #output(text: string, pieces = 1): void {
    if (text === "") return;
    this.firstTokenAt ??= performance.now();
    this.#outputSinceUsage = true;
    this.count.add(text, pieces);
  }

  /** Our OpenAI dialect hands each usage on as it comes; it is not the reader's. */
  #raw(value: unknown): boolean {
    if (typeof value !== "object" || value === null || !("usage" in value)) return true;
    if (value.usage !== null && value.usage !== undefined) {
      this.reported = foldUsage(this.reported, value.usage);
      this.#packets += 1;
      this.#outputSinceUsage = false;
    }
    return false;
  }

  #finish({ finishReason, usage, providerMetadata }: Omit<Finish, "type">): void {
    this.reported = foldFinish(this.reported, usage);
    this.finish = finishReason;
    this.providerMetadata = providerMetadata;
    const packets = usage.raw?.packets;
    const allSeen = Array.isArray(packets) && packets.length > 0 && packets.length <= this.#packets;
    // A usage from before the last output, of fewer tokens than pieces came, is a running figure.
    const fewer = (this.reported.output ?? 0) < this.count.pieces;
    this.#finalUsage = !(allSeen && this.#outputSinceUsage && fewer);
  }
}

/** Whether a part brings more of the answer. */
export function isOutput({ type }: LanguageModelV3StreamPart): boolean {
  return type.endsWith("-delta") || type === "tool-input-start";
}

/** How many of the provider's pieces a part of our OpenAI dialect was put together from. */
function piecesOf(metadata: SharedV3ProviderMetadata | undefined): number {
  const pieces = metadata?.purser?.pieces;
  return typeof pieces === "number" ? pieces : 1;
}

function textOf(content: LanguageModelV3Content): string {
  if (content.type === "text" || content.type === "reasoning") return content.text;
  if (content.type === "tool-call") return `${content.toolName}${content.input}`;
  return "";
}

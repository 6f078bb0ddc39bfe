import type { LanguageModelV3Message, LanguageModelV3Prompt } from "@ai-sdk/provider";
import { markDigits } from "../digits";
import { invalid } from "../errors";

type Content<R extends LanguageModelV3Message["role"]> = Extract<
  LanguageModelV3Message,
  { role: R }
>["content"];

export type UserPart = Content<"user">[number];
export type AssistantPart = Content<"assistant">[number];
export type ToolPart = Extract<Content<"tool">[number], { type: "tool-result" }>;

/** Puts a prompt of the AI SDK together; parts of one speaker become one message. */
export class PromptBuilder {
  readonly prompt: LanguageModelV3Prompt = [];
  private readonly toolNames = new Map<string, string>();

  system(content: string): void {
    this.prompt.push({ role: "system", content });
  }

  user(content: UserPart[]): void {
    if (content.length > 0) this.prompt.push({ role: "user", content });
  }

  assistant(part: AssistantPart): void {
    const last = this.prompt.at(-1);
    if (part.type === "tool-call") this.toolNames.set(part.toolCallId, part.toolName);
    if (last?.role === "assistant") last.content.push(part);
    else this.prompt.push({ role: "assistant", content: [part] });
  }

  /** What a tool answered to a call before it. */
  tool(toolCallId: string, output: ToolPart["output"], path: string): void {
    const toolName = this.toolNames.get(toolCallId);
    if (toolName === undefined) throw invalid(path, "It names a tool call that came before it.");
    const part: ToolPart = { type: "tool-result", toolCallId, toolName, output };
    const last = this.prompt.at(-1);
    if (last?.role === "tool") last.content.push(part);
    else this.prompt.push({ role: "tool", content: [part] });
  }
}

/** Arguments of a tool call, which are JSON as text. */
export function inputOf(value: unknown, path: string): unknown {
  if (value === undefined || value === null || value === "") return {};
  try {
    if (typeof value === "string") return JSON.parse(markDigits(value)) as unknown;
  } catch {
    // Said below, with all that is no text of JSON.
  }
  throw invalid(path, "Arguments are JSON, as text.");
}

import type {
  LanguageModelV3FilePart,
  LanguageModelV3Message,
  LanguageModelV3Prompt,
  LanguageModelV3ToolResultOutput,
} from "@ai-sdk/provider";
import { ProviderError } from "../provider-error";

type ChatMessage = { role: string; [member: string]: unknown };

/** What we cannot send was surely not sent. */
export function unsendable(what: string): ProviderError {
  return new ProviderError("unsent", `${what} cannot be sent to this provider.`);
}

/** The SDK's prompt as messages of the OpenAI chat dialect. */
export function chatMessages(prompt: LanguageModelV3Prompt): ChatMessage[] {
  return prompt.flatMap(chatMessage);
}

function chatMessage(message: LanguageModelV3Message): ChatMessage[] {
  if (message.role === "system") return [{ role: "system", content: message.content }];
  if (message.role === "user") return [{ role: "user", content: userContent(message.content) }];
  if (message.role === "assistant") return [assistantMessage(message.content)];
  return message.content.flatMap((part) =>
    part.type === "tool-result"
      ? [{ role: "tool", tool_call_id: part.toolCallId, content: resultText(part.output) }]
      : [],
  );
}

type Content<R extends string> = Extract<LanguageModelV3Message, { role: R }>["content"];

function userContent(content: Content<"user">): unknown {
  const [only, ...more] = content;
  if (only?.type === "text" && more.length === 0) return only.text;
  return content.map((part) =>
    part.type === "text" ? { type: "text", text: part.text } : imagePart(part),
  );
}

/** An address comes here only where the model has a ceiling for what the provider reads there. */
function imagePart({ data, mediaType, providerOptions }: LanguageModelV3FilePart): unknown {
  if (!mediaType.startsWith("image/")) throw unsendable(`A file of type ${mediaType}`);
  const type = mediaType === "image/*" ? "image/jpeg" : mediaType;
  const detail = providerOptions?.openai?.imageDetail;
  return { type: "image_url", image_url: { url: dataUrl(data, type), detail } };
}

function dataUrl(data: URL | string | Uint8Array, mediaType: string): string {
  if (data instanceof URL) return data.href;
  if (typeof data === "string" && /^(data|https?):/i.test(data)) return data;
  const base64 = typeof data === "string" ? data : Buffer.from(data).toString("base64");
  return `data:${mediaType};base64,${base64}`;
}

function assistantMessage(content: Content<"assistant">): ChatMessage {
  const text = content.map((part) => (part.type === "text" ? part.text : "")).join("");
  const calls = content.flatMap((part) =>
    part.type === "tool-call"
      ? [
          {
            id: part.toolCallId,
            type: "function",
            function: { name: part.toolName, arguments: JSON.stringify(part.input ?? {}) },
          },
        ]
      : [],
  );
  if (calls.length === 0) return { role: "assistant", content: text };
  return { role: "assistant", content: text || null, tool_calls: calls };
}

function resultText(output: LanguageModelV3ToolResultOutput): string {
  if (output.type === "text" || output.type === "error-text") return output.value;
  if (output.type === "execution-denied") return output.reason ?? "This was not allowed.";
  return JSON.stringify(output.value);
}

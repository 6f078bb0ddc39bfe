import type { Dialect } from "./dialects/dialect";

export type DialectName =
  | "chat"
  | "completion"
  | "responses"
  | "embeddings"
  | "anthropic"
  | "gemini";

/** What was asked of a provider, read once and without trusting its shape. */
export interface ModelRequest {
  dialect: DialectName;
  model: string;
  stream: boolean;
  limit: number | undefined;
  includeUsage: boolean;
  messages: unknown[];
  /** The last user message as text: where a directive may stand. */
  prompt: string;
  /** The last message is a tool's result: tools were called already. */
  afterTool: boolean;
  promptTokens: number;
  body: Record<string, unknown>;
}

export class BadRequest extends Error {}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  let text = "";
  for (const part of content) {
    if (isRecord(part) && typeof part.text === "string") text += part.text;
  }
  return text;
}

/** The stated rule: four a message, and one for each four bytes of its content, rounded up. */
export function countPrompt(messages: readonly unknown[]): number {
  let tokens = 0;
  for (const message of messages) {
    const content = isRecord(message) ? message.content : undefined;
    const text = typeof content === "string" ? content : JSON.stringify(content ?? "");
    tokens += 4 + Math.ceil(Buffer.byteLength(text) / 4);
  }
  return tokens;
}

const PATHS: [RegExp, DialectName][] = [
  [/^\/v1\/chat\/completions$/, "chat"],
  [/^\/v1\/completions$/, "completion"],
  [/^\/v1\/responses$/, "responses"],
  [/^\/v1\/embeddings$/, "embeddings"],
  [/^\/v1\/messages$/, "anthropic"],
  [/^\/v1beta\/models\/[^/]+:(generateContent|streamGenerateContent)$/, "gemini"],
];

/** The dialect that is spoken at a path; null where no model is. */
export function dialectAt(path: string): DialectName | null {
  return PATHS.find(([pattern]) => pattern.test(path))?.[1] ?? null;
}

interface Place {
  name: DialectName;
  path: string;
  /** How a dialect other than the chat's is read. */
  dialect: Dialect | undefined;
}

export function readRequest({ name, path, dialect }: Place, raw: Buffer): ModelRequest {
  let body: unknown;
  try {
    body = JSON.parse(raw.toString("utf8"));
  } catch (cause) {
    throw new BadRequest("We could not parse the JSON body of your request.", { cause });
  }
  if (!isRecord(body)) throw new BadRequest("The body must be a JSON object.");
  const other = dialect?.read(body, path);
  const model = other?.model ?? body.model;
  if (typeof model !== "string") throw new BadRequest("you must provide a model parameter");
  const read = other ?? readChat(name, body);
  const options = body.stream_options;
  const last: unknown = read.messages.at(-1);
  return {
    ...read,
    dialect: name,
    model,
    includeUsage: other !== undefined || (isRecord(options) && options.include_usage === true),
    prompt: lastUserText(read.messages),
    afterTool: isRecord(last) && last.role === "tool",
    promptTokens: countPrompt(read.messages),
    body,
  };
}

function readChat(name: DialectName, body: Record<string, unknown>) {
  const messages =
    name === "chat" ? body.messages : [{ role: "user", content: String(body.prompt ?? "") }];
  if (!Array.isArray(messages) || messages.length === 0) {
    throw new BadRequest("Missing required parameter: 'messages'.");
  }
  const limit = body.max_completion_tokens ?? body.max_tokens;
  return {
    messages,
    stream: body.stream === true,
    limit: typeof limit === "number" ? limit : undefined,
  };
}

function lastUserText(messages: readonly unknown[]): string {
  for (let i = messages.length - 1; i >= 0; i--) {
    const message = messages[i];
    if (isRecord(message) && message.role === "user") return textOf(message.content);
  }
  return "";
}

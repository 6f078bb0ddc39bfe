import { z } from "zod";

/** Which calls a script is for. A field left out matches every call. */
export const matchSchema = z.strictObject({
  model: z.string().optional(),
  stream: z.boolean().optional(),
  /** The call has an output limit, and it is at most this. */
  max_tokens: z.number().int().optional(),
  /** The messages, as JSON, contain this. */
  contains: z.string().optional(),
});

const ms = z.number().min(0);
const count = z.number().int().min(0);

export const scriptSchema = z.strictObject({
  match: matchSchema.optional(),
  /** A queued script serves this many calls; a directive's fault strikes this many. */
  times: z.number().int().min(1).optional(),

  tokens: count.optional(),
  text: z.string().optional(),
  letters: z.boolean().optional(),
  chunk: z.number().int().min(1).optional(),
  reasoning_tokens: count.optional(),
  reasoning_visible: z.boolean().optional(),
  tool_calls: z
    .array(z.strictObject({ name: z.string(), arguments: z.record(z.string(), z.unknown()) }))
    .optional(),
  finish_reason: z.string().optional(),
  model: z.string().optional(),

  headers_delay_ms: ms.optional(),
  first_delay_ms: ms.optional(),
  delay_ms: ms.optional(),
  rate: z.number().positive().optional(),
  gate: z.string().min(1).optional(),
  gate_after: count.optional(),

  usage: z.record(z.string(), z.unknown()).nullable().optional(),
  cached_tokens: count.optional(),
  cache_write_tokens: count.optional(),

  status: z.number().int().min(200).max(599).optional(),
  retry_after: z.union([z.string(), z.number()]).optional(),
  headers: z.record(z.string(), z.string()).optional(),

  fault: z.string().optional(),
  after: z.union([count, z.literal("start")]).optional(),
  close: z.enum(["end", "fin", "reset", "hang"]).optional(),
  drip_ms: ms.optional(),
  bytes: count.optional(),

  split_bytes: z.number().int().min(1).optional(),
  crlf: z.boolean().optional(),
  comments: z.boolean().optional(),
  space: z.boolean().optional(),
  pretty: z.boolean().optional(),
});

export type Script = z.infer<typeof scriptSchema>;
export type Match = z.infer<typeof matchSchema>;

/** A script that cannot be read is an error of the test: it is answered with 400, loudly. */
export class ScriptError extends Error {}

export function parseScript(value: unknown): Script {
  const parsed = scriptSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ScriptError(z.prettifyError(parsed.error));
}

const MARK = "@upstream ";

export interface Directive {
  script: Script;
  /** The directive's own text: what `times` is counted by. */
  source: string;
}

/** The directive at the very beginning of a prompt, or null. */
export function readDirective(prompt: string): Directive | null {
  if (!prompt.startsWith(MARK)) return null;
  const source = jsonObjectAt(prompt, MARK.length);
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (cause) {
    throw new ScriptError(`the @upstream directive is not JSON: ${source.slice(0, 80)}`, { cause });
  }
  return { script: parseScript(value), source };
}

function jsonObjectAt(text: string, start: number): string {
  let depth = 0;
  let quoted = false;
  for (let i = start; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c === "\\") i++;
      else if (c === '"') quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === "{") depth++;
    else if (c === "}" && --depth === 0) return text.slice(start, i + 1);
  }
  return text.slice(start);
}

export interface Matchable {
  model: string;
  stream: boolean;
  limit: number | undefined;
  messages: unknown;
}

export function matches(match: Match | undefined, call: Matchable): boolean {
  if (!match) return true;
  if (match.model !== undefined && match.model !== call.model) return false;
  if (match.stream !== undefined && match.stream !== call.stream) return false;
  if (match.max_tokens !== undefined) {
    if (call.limit === undefined || call.limit > match.max_tokens) return false;
  }
  if (match.contains === undefined) return true;
  return JSON.stringify(call.messages).includes(match.contains);
}

const FAULTY = ["fault", "status", "retry_after", "close", "after"] as const;

function withoutFault(script: Script): Script {
  const rest = { ...script };
  for (const key of FAULTY) delete rest[key];
  return rest;
}

/** The scripts waiting for calls, and how often each directive has struck. */
export class Scripts {
  private queue: { script: Script; left: number }[] = [];
  private struck = new Map<string, number>();

  add(script: Script): void {
    this.queue.push({ script, left: script.times ?? 1 });
  }

  waiting(): Script[] {
    return this.queue.map((entry) => entry.script);
  }

  clear(): void {
    this.queue = [];
    this.struck.clear();
  }

  /** The script of a call: the first queued one that matches, else its directive, else null. */
  take(call: Matchable, prompt: string): Script | null {
    const at = this.queue.findIndex((entry) => matches(entry.script.match, call));
    const queued = this.queue[at];
    if (queued) {
      if (--queued.left === 0) this.queue.splice(at, 1);
      return queued.script;
    }
    const directive = readDirective(prompt);
    if (!directive || !matches(directive.script.match, call)) return null;
    const { script, source } = directive;
    if (script.times === undefined) return script;
    const struck = this.struck.get(source) ?? 0;
    this.struck.set(source, struck + 1);
    return struck < script.times ? script : withoutFault(script);
  }
}

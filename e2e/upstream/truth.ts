import type { IncomingHttpHeaders } from "node:http";
import type { Answer } from "./answer";
import type { ModelRequest } from "./request";
import type { Script } from "./script";
import type { Piece } from "./steps";

/** What truly went over the wire for one call, whatever was reported. */
export interface Call {
  id: string;
  at: number;
  path: string;
  model: string;
  stream: boolean;
  max_tokens: number | null;
  include_usage: boolean;
  prompt_tokens: number;
  /** Tokens made and sent: each once, the hidden ones (reasoning, tools) included. */
  completion_tokens_sent: number;
  /** Tokens whose event was sent another time. */
  repeated_tokens_sent: number;
  /** The text in the order of the wire, repeats included. */
  text_sent: string;
  /** The text as the model made it: each token once, in order. */
  text_true: string;
  usage_reported: unknown;
  status: number | null;
  script: Script | null;
  fault: string | null;
  client_closed_at: number | null;
  finished_at: number | null;
  bytes_sent: number;
  request_bytes: number;
  headers: Record<string, string>;
  body: unknown;
}

interface ModelTotals {
  calls: number;
  prompt_tokens: number;
  completion_tokens_sent: number;
}

export interface Totals {
  calls: number;
  open: number;
  peak_open: number;
  finished: number;
  client_closed: number;
  /** Of calls answered with 200. */
  prompt_tokens: number;
  completion_tokens_sent: number;
  repeated_tokens_sent: number;
  bytes_sent: number;
  by_status: Record<string, number>;
  /** The same sums by the model that was asked for. */
  by_model: Record<string, ModelTotals>;
}

export interface Condition {
  /** At least this many calls have come. */
  calls?: number;
  /** At least this many are over: finished, or closed by the client. */
  over?: number;
  /** At least this many were closed by the client before their end. */
  closed?: number;
  /** The call of `id` (else the newest) has sent this many tokens. */
  tokens?: number;
  id?: string;
}

/** Full keeps each call; light keeps counters only (and so cannot tell repeats). */
export type Mode = "full" | "light";

const KEPT_CALLS = 20_000;
const SECRET = /^(authorization|x-api-key|api-key|cookie)$/;

function mask(headers: IncomingHttpHeaders): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const text = String(value);
    shown[name] = SECRET.test(name) ? `…${text.slice(-4)}` : text;
  }
  return shown;
}

interface Opening {
  id: string;
  path: string;
  request: ModelRequest;
  requestBytes: number;
  headers: IncomingHttpHeaders;
}

function noTotals(): Totals {
  return {
    calls: 0,
    open: 0,
    peak_open: 0,
    finished: 0,
    client_closed: 0,
    prompt_tokens: 0,
    completion_tokens_sent: 0,
    repeated_tokens_sent: 0,
    bytes_sent: 0,
    by_status: {},
    by_model: Object.create(null),
  };
}

export class Truth {
  mode: Mode;
  totals = noTotals();
  private kept = new Map<string, Call>();
  private newest: Call | null = null;
  private waiting = new Set<() => void>();
  private pieces = new WeakMap<Call, Map<number, string>>();

  constructor(mode: Mode) {
    this.mode = mode;
  }

  open({ id, path, request, requestBytes, headers }: Opening): Call {
    const full = this.mode === "full";
    const call: Call = {
      id,
      at: Date.now(),
      path,
      model: request.model,
      stream: request.stream,
      max_tokens: request.limit ?? null,
      include_usage: request.includeUsage,
      prompt_tokens: request.promptTokens,
      completion_tokens_sent: 0,
      repeated_tokens_sent: 0,
      text_sent: "",
      text_true: "",
      usage_reported: null,
      status: null,
      script: null,
      fault: null,
      client_closed_at: null,
      finished_at: null,
      bytes_sent: 0,
      request_bytes: requestBytes,
      headers: full ? mask(headers) : {},
      body: full ? request.body : null,
    };
    if (full) this.keep(call);
    this.newest = call;
    this.totals.calls++;
    this.ofModel(call).calls++;
    this.totals.open++;
    this.totals.peak_open = Math.max(this.totals.peak_open, this.totals.open);
    this.changed();
    return call;
  }

  private keep(call: Call): void {
    this.kept.set(call.id, call);
    this.pieces.set(call, new Map());
    if (this.kept.size <= KEPT_CALLS) return;
    const [oldest] = this.kept.keys();
    if (oldest !== undefined) this.kept.delete(oldest);
  }

  private ofModel({ model }: Call): ModelTotals {
    const { by_model } = this.totals;
    by_model[model] ??= { calls: 0, prompt_tokens: 0, completion_tokens_sent: 0 };
    return by_model[model];
  }

  answered(call: Call, status: number): void {
    call.status = status;
    this.totals.by_status[status] = (this.totals.by_status[status] ?? 0) + 1;
    if (status !== 200) return;
    this.totals.prompt_tokens += call.prompt_tokens;
    this.ofModel(call).prompt_tokens += call.prompt_tokens;
  }

  /** Counts pieces handed to the socket; a piece that was sent before is a repeat. */
  sent(call: Call, pieces: readonly Piece[], tokens: number): void {
    const known = this.pieces.get(call);
    let repeated = 0;
    for (const piece of known ? pieces : []) {
      call.text_sent += piece.text;
      if (known?.has(piece.index)) repeated++;
      else known?.set(piece.index, piece.text);
    }
    this.counted(call, pieces.length - repeated + tokens);
    call.repeated_tokens_sent += repeated;
    this.totals.repeated_tokens_sent += repeated;
  }

  /** The same for all of an answer at once. */
  sentWhole(call: Call, answer: Pick<Answer, "total" | "piece">): void {
    const known = this.pieces.get(call);
    for (let i = 0; known && i < answer.total; i++) known.set(i, answer.piece(i));
    if (known) call.text_sent = [...known.values()].join("");
    this.counted(call, answer.total);
  }

  private counted(call: Call, tokens: number): void {
    call.completion_tokens_sent += tokens;
    this.totals.completion_tokens_sent += tokens;
    this.ofModel(call).completion_tokens_sent += tokens;
    if (this.waiting.size > 0) this.changed();
  }

  wrote(call: Call, bytes: number): void {
    call.bytes_sent += bytes;
    this.totals.bytes_sent += bytes;
  }

  finish(call: Call): void {
    if (this.isOver(call)) return;
    call.finished_at = Date.now();
    this.totals.finished++;
    this.over();
  }

  clientClosed(call: Call): void {
    if (this.isOver(call)) return;
    call.client_closed_at = Date.now();
    this.totals.client_closed++;
    this.over();
  }

  private over(): void {
    this.totals.open--;
    this.changed();
  }

  private isOver(call: Call): boolean {
    return call.finished_at !== null || call.client_closed_at !== null;
  }

  list(): Call[] {
    return [...this.kept.values()].map((call) => this.shown(call));
  }

  find(id: string): Call | null {
    const call = this.kept.get(id);
    return call ? this.shown(call) : null;
  }

  private shown(call: Call): Call {
    const pieces = [...(this.pieces.get(call) ?? [])].sort(([a], [b]) => a - b);
    return { ...call, text_true: pieces.map(([, text]) => text).join("") };
  }

  /** Forgets the calls; those still open stay counted as open. */
  clear(): void {
    const { open } = this.totals;
    this.kept.clear();
    this.newest = null;
    this.totals = { ...noTotals(), open, peak_open: open };
  }

  holds(condition: Condition): boolean {
    const { totals } = this;
    const over = totals.finished + totals.client_closed;
    if (condition.calls !== undefined && totals.calls < condition.calls) return false;
    if (condition.over !== undefined && over < condition.over) return false;
    if (condition.closed !== undefined && totals.client_closed < condition.closed) return false;
    if (condition.id !== undefined && !this.kept.has(condition.id)) return false;
    if (condition.tokens === undefined) return true;
    const call = condition.id === undefined ? this.newest : this.kept.get(condition.id);
    return (call?.completion_tokens_sent ?? 0) >= condition.tokens;
  }

  /** Resolves with true as soon as the condition holds, with false after the time. */
  wait(condition: Condition, timeoutMs = 10_000): Promise<boolean> {
    if (this.holds(condition)) return Promise.resolve(true);
    return new Promise((resolve) => {
      const settle = (held: boolean) => {
        clearTimeout(timer);
        this.waiting.delete(check);
        resolve(held);
      };
      const check = () => {
        if (this.holds(condition)) settle(true);
      };
      const timer = setTimeout(settle, timeoutMs, false);
      this.waiting.add(check);
    });
  }

  private changed(): void {
    for (const check of this.waiting) check();
  }
}

/**
 * A client of Purser's HTTP API, for programs that call providers themselves: what is left, what a
 * call costs, recording a call, and the two-phase form around one. `fetch` is all it needs, so it
 * runs in Node and in browsers; copy this file. Money is integer credits, 10^-9 US dollars.
 */

export type Settings = {
  /** Where Purser is, such as `https://purser.example`. */
  url: string;
  /** A key of the person whose allowances pay. */
  key: string;
  fetch?: typeof fetch;
};

export type Allowance = {
  id: string;
  name: string;
  kind: "budget" | "cap";
  level: "instance" | "group" | "user" | "each-user" | "key";
  subject_id: string | null;
  purpose: string | null;
  model: string | null;
  window: string;
  time_zone: string;
  amount_credits: number;
  remaining_credits: number;
  reserved_credits: number;
  spent_credits: number;
  /** Milliseconds; null where it never does. */
  resets_at: number | null;
  tokens: { model: string; output_tokens: number; input_tokens: number }[];
};

/** What a call used. `input_tokens` is all input, the cached and written parts included. */
export type Used = {
  input_tokens: number;
  output_tokens: number;
  cached_input_tokens?: number;
  cache_write_tokens?: number;
  reasoning_tokens?: number;
  duration_ms?: number;
};

export type QuoteOf = {
  model: string;
  input_tokens?: number;
  output_tokens?: number;
  cached_input_tokens?: number;
  cache_write_tokens?: number;
  /** When (ms); left out: now. */
  at?: number;
};

export type Quote = {
  model: string;
  credits: number;
  usd: string;
  price: Record<string, unknown>;
  tier: { above_input_tokens: number } | null;
};

/** To what action a call belongs. */
export type Place = { trace_id?: string; parent_span_id?: string | null };

export type MadeCall = Used &
  Place & {
    span_id: string;
    model: string;
    purpose?: string;
    name?: string;
    started_at?: number;
  };

export type Call = {
  id: string;
  created_at: number;
  model: string;
  purpose: string;
  trace_id: string;
  span_id: string;
  parent_span_id: string | null;
  input_tokens: number;
  cached_input_tokens: number;
  cache_write_tokens: number;
  output_tokens: number;
  reasoning_tokens: number;
  /** Null while it has no price. */
  cost_credits: number | null;
  /** It went beyond what was left. */
  overrun: boolean;
};

export type ReservationOf = Place & {
  model: string;
  purpose?: string;
  /** An upper bound. */
  input_tokens: number;
  max_output_tokens: number;
  /** How long it is held at most; 600 unless said otherwise. */
  ttl_seconds?: number;
};

export type Reservation = {
  id: string;
  state: "open" | "settled" | "released" | "expired";
  model: string;
  purpose: string;
  credits: number;
  input_tokens: number;
  /** The limit to call with: lowered where there was no room for the one asked for. */
  max_output_tokens: number;
  asked_output_tokens: number;
  expires_at: number;
  trace_id: string;
  span_id: string;
  parent_span_id: string | null;
};

export type Receipt = Call & { returned_credits: number; overrun_credits: number };

export type Span = {
  span_id: string;
  parent_span_id: string | null;
  name: string;
  purpose: string | null;
  model: string | null;
  cost_credits: number | null;
  total_cost_credits: number;
  input_tokens: number | null;
  total_input_tokens: number;
  output_tokens: number | null;
  total_output_tokens: number;
};

export type Trace = {
  trace_id: string;
  cost_credits: number;
  input_tokens: number;
  output_tokens: number;
  spans: Span[];
};

/** A refusal, as the server words it (RFC 9457). */
export class PurserRefusal extends Error {
  readonly status: number;
  /** Such as `allowance_exhausted`. */
  readonly code: string;
  /** All of it: of a 402 with `needed_credits`, `available_credits` and `resets_at`. */
  readonly problem: Record<string, unknown>;

  constructor(status: number, problem: Record<string, unknown>) {
    super(typeof problem.detail === "string" ? problem.detail : `Purser answered ${status}.`);
    this.name = "PurserRefusal";
    this.status = status;
    this.code = typeof problem.code === "string" ? problem.code : "";
    this.problem = problem;
  }
}

export class Purser {
  readonly #url: string;
  readonly #key: string;
  readonly #fetch: typeof fetch;

  constructor({ url, key, fetch: given = fetch }: Settings) {
    this.#url = url.replace(/\/+$/, "");
    this.#key = key;
    this.#fetch = (...asked) => given(...asked);
  }

  /** What binds the person of the key, and what is left of it. */
  async allowances(): Promise<Allowance[]> {
    return (await this.#ask<{ data: Allowance[] }>("GET", "/api/allowances?limit=200")).data;
  }

  /** What so many tokens cost. */
  quote(of: QuoteOf): Promise<Quote> {
    const asked = Object.entries(of).filter(([, value]) => value !== undefined);
    const query = new URLSearchParams(asked.map(([name, value]) => [name, String(value)]));
    return this.#ask("GET", `/api/quote?${query}`);
  }

  /** Records a call that was made, once per span: again is fine. It is never refused for room. */
  record(call: MadeCall): Promise<Call> {
    return this.#ask("POST", "/api/usage/calls", call);
  }

  /** The calls of an action, as a tree with what each cost. */
  trace(traceId: string): Promise<Trace> {
    return this.#ask("GET", `/api/traces/${encodeURIComponent(traceId)}`);
  }

  /** Holds the most that a call can cost; the same `idempotencyKey` is the same hold. */
  reserve(of: ReservationOf, idempotencyKey: string = newKey()): Promise<Reservation> {
    return this.#ask("POST", "/api/reservations", of, { "idempotency-key": idempotencyKey });
  }

  reservation(id: string): Promise<Reservation> {
    return this.#ask("GET", `/api/reservations/${id}`);
  }

  /** Charges what a call used and gives the rest back. The same again is fine. */
  settle(id: string, used: Used): Promise<Receipt> {
    return this.#ask("POST", `/api/reservations/${id}/settle`, used);
  }

  /** Gives a hold back whose call was not made. */
  release(id: string): Promise<Reservation> {
    return this.#ask("POST", `/api/reservations/${id}/release`);
  }

  /**
   * Holds, calls, and settles at what the call says it used. A call that throws is taken for one
   * that was not made, and its hold is released: where it was made and then failed, throw a `Spent`
   * with what it used. Where neither comes, the hold is charged when it expires.
   */
  async withReservation<T>(
    of: ReservationOf,
    call: (held: Reservation) => Promise<{ used: Used; result: T }>,
  ): Promise<{ result: T; receipt: Receipt }> {
    const held = await this.reserve(of);
    const made = Promise.resolve(held).then(call);
    const { used, result } = await made.catch(async (error: unknown) => {
      if (error instanceof Spent) await this.settle(held.id, error.used);
      else await this.release(held.id);
      throw error;
    });
    return { result, receipt: await this.settle(held.id, used) };
  }

  async #ask<T>(
    method: "GET" | "POST",
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<T> {
    const response = await this.#fetch(this.#url + path, {
      method,
      headers: {
        authorization: `Bearer ${this.#key}`,
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json().catch(() => ({}));
    if (!response.ok) {
      throw new PurserRefusal(response.status, (answer ?? {}) as Record<string, unknown>);
    }
    return answer as T;
  }
}

/** Thrown by the call of `withReservation` that failed after it had used something. */
export class Spent extends Error {
  readonly used: Used;

  constructor(used: Used, options?: ErrorOptions) {
    super("The call failed after it had used tokens.", options);
    this.name = "Spent";
    this.used = used;
  }
}

/** 16 random hex digits: a W3C span id. */
export function newSpanId(): string {
  return randomHex(8);
}

/** 32 random hex digits: a W3C trace id. */
export function newTraceId(): string {
  return randomHex(16);
}

const newKey = () => randomHex(16);

function randomHex(bytes: number): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return [...random].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

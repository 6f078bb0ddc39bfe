import { directed } from "./chat";
import { everyModel } from "./clients";
import type { TestPerson } from "./person";
import type { Call as Sent } from "./upstream/truth";

const dialects = ["chat", "responses", "messages", "embeddings"] as const;
type Dialect = (typeof dialects)[number];

/** Faults of which the upstream tells no lies: what it reports is what it sent. */
const faults = [
  { fault: "eof", after: 10 },
  { fault: "eof", after: "start" },
  { fault: "eof-before-done" },
  { fault: "reset", after: 10 },
  { fault: "reset-before-headers" },
  { fault: "error-event", after: 10 },
  { fault: "no-usage" },
  { fault: "usage-null" },
  { fault: "server-error" },
  { fault: "rate-limit", times: 1 },
  { fault: "overloaded" },
];

type Leaves = "first" | "half" | "soon";

/** One of the mixed calls, the same for the same number. */
export type Planned = {
  at: number;
  dialect: Dialect;
  model: string;
  stream: boolean;
  /** When the client goes; null: it stays. */
  leaves: Leaves | null;
  script: { fault?: string; [member: string]: unknown };
  limit: number;
};

/** A small generator of its own, so that a plan can be made again (mulberry32). */
function drawer(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

export function planOf(calls: number, seed: number): Planned[] {
  const draw = drawer(seed);
  const pick = <T>(list: readonly T[]): T => list[draw(list.length)] as T;
  return Array.from({ length: calls }, (_, at) => {
    const dialect = pick(dialects);
    const stream = dialect !== "embeddings" && draw(3) > 0;
    const kind = draw(10);
    const leaves = kind < 2 ? (stream ? pick(["first", "half"] as const) : "soon") : null;
    const fault = kind > 6 ? pick(faults) : {};
    const pace = leaves && { delay_ms: pick([2, 20]) };
    const script = { tokens: 10 + draw(40), ...pace, ...fault };
    const model = dialect === "embeddings" ? "test-model" : pick(everyModel);
    return { at, dialect, model, stream, leaves, script, limit: pick([200, 4000]) };
  });
}

const marker = (at: number) => `call-${at}.`;
export const traceOf = (at: number) => `mixed-${at}`;

function bodyOf({ at, dialect, model, stream, script, limit }: Planned): [string, object] {
  const content = directed(script, marker(at));
  const messages = [{ role: "user", content }];
  switch (dialect) {
    case "chat":
      return ["/v1/chat/completions", { model, messages, stream, max_tokens: limit }];
    case "responses":
      return ["/v1/responses", { model, input: content, stream, max_output_tokens: limit }];
    case "messages":
      return ["/v1/messages", { model, messages, stream, max_tokens: limit }];
    default:
      return ["/v1/embeddings", { model, input: content }];
  }
}

/** Makes a call and reads it, as long as its client stays. */
export async function makeCall(person: TestPerson, planned: Planned): Promise<void> {
  const [path, body] = bodyOf(planned);
  const gone = new AbortController();
  const headers = {
    "content-type": "application/json",
    "x-purser-trace-id": traceOf(planned.at),
  };
  const init = { headers, body: JSON.stringify(body), signal: gone.signal };
  try {
    const asked = person.api.raw("POST", path, init);
    if (planned.leaves === "soon") setTimeout(() => gone.abort(), 20 + 20 * (planned.at % 10));
    const response = await asked;
    if (response.status >= 400 && response.status < 500) {
      throw new Error(`${planned.at}: ${response.status} ${await response.text()}`);
    }
    await read(response, planned.leaves, gone);
  } catch (error) {
    if (!gone.signal.aborted && !(error instanceof TypeError)) throw error;
  }
}

async function read(response: Response, leaves: Leaves | null, gone: AbortController) {
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (leaves === "first" || (leaves === "half" && bytes > 1500)) {
      gone.abort();
      return;
    }
  }
}

/** Makes all of them, so many at once. */
export async function makeAll(person: TestPerson, plan: Planned[], atOnce: number): Promise<void> {
  const waiting = plan.values();
  const worker = async () => {
    for (const planned of waiting) await makeCall(person, planned);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/** What the upstream sent for each call, by its number. */
export function sentFor(calls: Sent[]): Map<number, Sent[]> {
  const found = new Map<number, Sent[]>();
  for (const call of calls) {
    const [, at] = /call-(\d+)\./.exec(JSON.stringify(call.body)) ?? [];
    if (at === undefined) throw new Error("A call came that none of ours is.");
    found.set(Number(at), [...(found.get(Number(at)) ?? []), call]);
  }
  return found;
}

export type Booked = {
  id: string;
  trace_id: string;
  input_tokens: number;
  output_tokens: number;
  cost_credits: number;
  usage_source: string;
};

/** All calls of a person, as `GET /api/usage/calls` gives them. */
export async function allBooked({ api }: TestPerson): Promise<Booked[]> {
  const all: Booked[] = [];
  for (let cursor = ""; ; ) {
    const path = `/api/usage/calls?limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
    const { body } = await api.get<{ data: Booked[]; next_cursor: string | null }>(path);
    all.push(...body.data);
    if (!body.next_cursor) return all;
    cursor = body.next_cursor;
  }
}

/** Whether the upstream reported the use of a call to whom it sent it. */
const reported = ({ status, usage_reported, finished_at }: Sent) =>
  status === 200 && usage_reported !== undefined && usage_reported !== null && finished_at !== null;

/** What is wrong with how a call was booked; null where nothing is. */
export function wrongWith(planned: Planned, sent: Sent[], rows: Booked[]): string | null {
  const say = (what: string) => `${JSON.stringify(planned)}: ${what} ${JSON.stringify(rows)}`;
  if (rows.length > 1) return say("booked more than once");
  const [row] = rows;
  const last = sent.at(-1);
  if (!last) return row && row.cost_credits > 0 ? say("charged and never sent") : null;
  if (!row) return say("sent and not booked");
  if (sent.every(({ status }) => status !== null && status >= 400)) {
    return row.cost_credits === 0 ? null : say("charged though it was refused");
  }
  const { prompt_tokens: input, completion_tokens_sent: output } = last;
  const isTrue = row.input_tokens === input && row.output_tokens === output;
  const isWhole = reported(last) && !planned.leaves && !planned.script.fault;
  if (isWhole && !(isTrue && row.usage_source === "provider")) {
    return say(`reported as ${input} and ${output}, but`);
  }
  if (row.usage_source === "provider" && !isTrue && !isFree(row)) {
    return say(`not estimated though it was ${input} and ${output}, but`);
  }
  return null;
}

/** An error event in the place of an answer costs nothing. */
const isFree = ({ cost_credits, output_tokens }: Booked) =>
  cost_credits === 0 && output_tokens === 0;

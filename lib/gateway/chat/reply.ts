import { jsonWithDigits } from "../../digits";
import { PurserError } from "../../errors";
import type { Closed } from "../../metering/call";
import type { Failure } from "../../metering/failure";
import { inputTokens } from "../../pricing/cost";
import { UpstreamError } from "../errors";
import type { Outlet } from "../request";
import { isObject, type Json } from "./json";

export const streamHeaders = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
};

/** The usage of a call as it was settled: the provider's own words, with our figures and cost. */
export function usageJson(closed: Closed, reported: unknown): Json {
  const { counts, costCredits, usageSource } = closed;
  const input = inputTokens(counts);
  const known = usageSource === "provider" && isObject(reported) ? reported : details(closed);
  return {
    ...known,
    prompt_tokens: input,
    completion_tokens: counts.output,
    total_tokens: input + counts.output,
    cost_credits: costCredits,
    ...(usageSource === "estimated" && { estimated: true }),
  };
}

function details({ counts }: Closed): Json {
  return {
    prompt_tokens_details: { cached_tokens: counts.cachedInput },
    completion_tokens_details: { reasoning_tokens: counts.reasoning },
  };
}

/** Ends a stream whose call is settled: why it ended if nobody said, its usage, and `[DONE]`. */
export function endStream(
  outlet: Outlet,
  closed: Closed,
  told: { rest?: Buffer[]; head: Json; usage: Json | null; finished: boolean },
): void {
  const { rest = [], head, usage, finished } = told;
  const chunks: Json[] = [];
  if (!finished) {
    const choice = { index: 0, delta: {}, logprobs: null, finish_reason: closed.finishReason };
    chunks.push({ ...head, choices: [choice] });
  }
  if (usage) chunks.push({ ...head, choices: [], usage });
  if (!outlet.begun) outlet.head(200, streamHeaders);
  outlet.end(withRest(rest, `${chunks.map(event).join("")}data: [DONE]\n\n`));
}

/** What was not passed on before, and the end. */
export function withRest(rest: Buffer[], end: string): Buffer | string {
  return rest.length === 0 ? end : Buffer.concat([...rest, Buffer.from(end)]);
}

export function event(chunk: Json): string {
  return `data: ${JSON.stringify(chunk)}\n\n`;
}

/** Ends an answer that came whole, with what is changed of it. */
export function endWhole(outlet: Outlet, reply: Json, changes?: Json): void {
  outlet.head(200, { "content-type": "application/json" });
  outlet.end(jsonWithDigits(reply, changes));
}

/** What a client is told of a call that failed: the provider's words where it refused the call. */
export function failed(closed: Closed | null, failure: Failure | null): Error {
  if (!closed) {
    return new PurserError(
      "unavailable",
      "The answer could not be saved. Its cost is settled soon.",
    );
  }
  const refused = closed.outcome === "failed" && failure?.status !== undefined;
  const message = refused && failure.said ? `${failure.said}.` : closed.error?.message;
  return new UpstreamError(message ?? "The call was stopped.", refused ? failure : null);
}

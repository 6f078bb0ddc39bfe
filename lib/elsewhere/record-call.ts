import { createHash } from "node:crypto";
import { and, eq } from "drizzle-orm";
import type { Person } from "../auth/viewer";
import { db } from "../db/client";
import { type Attempt, once, rememberStatements } from "../db/once";
import { usage } from "../db/schema";
import { invalid, PurserError } from "../errors";
import type { TraceContext } from "../http/trace";
import { recordTrace, type ToldCall } from "../ledger/record-trace";
import { type Call, callColumns, toCall } from "../usage/call";
import { allowedPurpose } from "./allowed";
import { countsOf, type RecordInput } from "./schemas";

const oldestMs = 30 * 24 * 3_600_000;
const aheadMs = 5 * 60_000;

type Asked = {
  viewer: Person;
  input: RecordInput;
  /** What the request's headers say; the body's own words win. */
  trace: TraceContext | null;
  attempt: Attempt | null;
};

/**
 * Records a call that was made elsewhere, once per span: the same again gives the same call.
 * `isNew` is whether it was this request that recorded it.
 * @throws PurserError invalid, forbidden; conflict for other figures under the same span
 */
export async function recordCall(asked: Asked): Promise<{ call: Call; isNew: boolean }> {
  const { viewer, attempt } = asked;
  const now = Date.now();
  const told = toldOf(asked, now);
  const find = async (id: string) => ({ call: await callOf(viewer.userId, id), isNew: false });
  return once(attempt, {
    make: async () => {
      const [recorded] = await priced(() =>
        recordTrace({
          userId: viewer.userId,
          traceId: traceIdOf(asked),
          calls: [told],
          along: ([first]) => rememberStatements(attempt, first?.usageId ?? ""),
          now,
        }),
      );
      if (!recorded) throw new Error("What is told of one call is about one call");
      if (recorded.outcome === "different") throw otherFigures(told.spanId, recorded.usageId);
      const isNew = recorded.outcome === "new";
      return { call: await callOf(viewer.userId, recorded.usageId), isNew };
    },
    made: find,
  });
}

function toldOf({ viewer, input, trace }: Asked, now: number): ToldCall {
  const purpose = allowedPurpose(viewer, input);
  const startedAt = input.started_at ?? now;
  if (startedAt < now - oldestMs) {
    throw invalid("started_at", "A call is recorded within 30 days of its start.");
  }
  if (startedAt > now + aheadMs) {
    throw invalid("started_at", "It is more than 5 minutes ahead. Check the clock.");
  }
  const { span_id, parent_span_id, trace_id, ...said } = input;
  const isOfHeaders = trace !== null && (trace_id ?? trace.traceId) === trace.traceId;
  return {
    origin: "recorded",
    spanId: span_id,
    parentSpanId: parent_span_id ?? (isOfHeaders ? trace.parentSpanId : null),
    name: input.name ?? null,
    keyId: viewer.keyId,
    purpose,
    model: input.model,
    resolvedModel: null,
    counts: countsOf(input),
    said,
    startedAt,
    durationMs: input.duration_ms ?? null,
    alert: null,
  };
}

/** A span that names no trace is one of its own, the same whenever it is told of. */
function traceIdOf({ input, trace }: Asked): string {
  if (input.trace_id !== undefined) return input.trace_id;
  if (trace) return trace.traceId;
  return createHash("sha256").update(`span ${input.span_id}`).digest("hex").slice(0, 32);
}

async function priced<T>(record: () => Promise<T>): Promise<T> {
  try {
    return await record();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw invalid("output_tokens", "So many tokens cost more than can be named.");
  }
}

function otherFigures(spanId: string, usageId: string): PurserError {
  return new PurserError(
    "conflict",
    `The span "${spanId}" was recorded before with other figures. A call is recorded once.`,
    { extra: { usage_id: usageId } },
  );
}

async function callOf(userId: string, id: string): Promise<Call> {
  const [row] = await db()
    .select(callColumns)
    .from(usage)
    .where(and(eq(usage.userId, userId), eq(usage.id, id)));
  if (!row) throw new Error(`Call ${id} was recorded, but is not there`);
  return toCall(row);
}

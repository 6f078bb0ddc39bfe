import { encodeTime } from "ulid";
import { db } from "../db/client";
import { priceRecorded } from "./price-recorded";
import { recordTrace } from "./record-trace";

/**
 * What nobody waits for of calls told from elsewhere: those whose price has come since are
 * charged, and parents that were told of before calls of ours below them ended are brought to
 * their own part.
 */
export async function settleTold(
  now: number,
  /** How far to look back for such calls (ms). */
  backMs: number,
): Promise<void> {
  await priceRecorded(now);
  const { rows } = await db().$client.execute({
    sql: `select distinct child.user_id, child.trace_id from usage child join usage parent
        on parent.user_id = child.user_id and parent.trace_id = child.trace_id
      where child.id > ? and child.origin in ('chat', 'gateway', 'external')
        and child.parent_span_id is not null and parent.origin = 'otlp' and parent.id < child.id`,
    args: [encodeTime(now - backMs).toLowerCase()],
  });
  for (const row of rows) {
    await recordTrace({ userId: String(row.user_id), traceId: String(row.trace_id), now });
  }
}

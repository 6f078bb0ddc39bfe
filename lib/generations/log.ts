import type { ResultSet } from "@libsql/client";
import { and, asc, eq, gt, lt, notInArray } from "drizzle-orm";
import { db } from "../db/client";
import { generationLog } from "../db/schema";
import { type Statement, statement, write } from "../db/write";
import { one } from "../one";
import { publish, type Row } from "./bus";
import { coalesce, type Part } from "./parts";

/** Parts are shown at least this often while they come. */
const flushEveryMs = 50;
/** Rows of ended generations are kept this long, so that whoever was reading can go on. */
const keptForMs = 24 * 60 * 60 * 1000;

/** What the log knows of a generation that is being made. */
export type LogState = {
  conversationId: string;
  responseId: string;
  /** Every row that is committed, in order. */
  rows: Row[];
  /** Parts not yet handed to the database. */
  pending: Part[];
  /** False until the first delta was handed over. */
  begun: boolean;
};

type Flusher = { dirty: Set<LogState>; timer: NodeJS.Timeout | null };
const flusher = () => one<Flusher>("log-flusher", () => ({ dirty: new Set(), timer: null }));

/**
 * Appends a part. The first delta is written at once, later ones together with those of all
 * other generations, every 50 ms. Readers see a part when it is committed, not before.
 */
export function append(state: LogState, part: Part): void {
  coalesce(state.pending, part);
  const waiting = flusher();
  waiting.dirty.add(state);
  if (!state.begun && (part.type === "text-delta" || part.type === "reasoning-delta")) {
    state.begun = true;
    // After this turn of the event loop, so that what came in the same packet goes with it.
    setImmediate(() => flush([state]));
  } else if (!waiting.timer) {
    waiting.timer = setTimeout(() => {
      waiting.timer = null;
      flush([...waiting.dirty]);
    }, flushEveryMs);
  }
}

function flush(states: LogState[]): void {
  const taken = states
    .filter((state) => state.pending.length > 0)
    .map((state) => ({ state, parts: takePending(state) }));
  if (taken.length === 0) return;
  const rows = taken.map(({ state, parts }) => rowStatement(state, parts));
  write(rows, { durable: false }).then(
    (results) => {
      taken.forEach(({ state, parts }, n) => {
        committed(state, parts, results[n], false);
      });
    },
    (error) => {
      // What is not in the log is not shown. It stays pending for the next flush or the close.
      for (const { state, parts } of taken) state.pending.unshift(...parts);
      console.error("The generation log could not be written.", error);
    },
  );
}

/** The parts not yet written, which the caller now answers for. */
export function takePending(state: LogState): Part[] {
  flusher().dirty.delete(state);
  return state.pending.splice(0);
}

type Of = { conversationId: string; responseId: string };

/** One log row; none when the conversation was deleted meanwhile. */
export function rowStatement({ conversationId, responseId }: Of, parts: Part[]): Statement {
  return {
    sql: `insert into generation_log (conversation_id, response_id, parts, created_at)
      select ?, ?, ?, ? where exists (select 1 from conversations where id = ?) returning id`,
    args: [conversationId, responseId, JSON.stringify(parts), Date.now(), conversationId],
  };
}

/** The balances that a reservation holds of, and those of the same allowances that it could. */
const balancesOfReservation = `
  with held as (select b.* from holds h join balances b on b.id = h.balance_id
    where h.reservation_id = ?1)
  select * from held where kind <> 'grant' or period_start = 0 or period_start > ?2
  union select b.* from held h join balances b
    on b.allowance_id = h.allowance_id and b.subject = h.subject and b.kind = 'grant'
      and (b.period_start = 0 or b.period_start > ?2)
  union select b.* from held h join balances b
    on b.allowance_id = h.allowance_id and b.subject = h.subject and b.kind = 'rollover'
      and b.period_start = h.period_start and h.kind = 'period'`;

const remainingOfReservation = `json((select json_group_array(json_object(
  'allowance_id', allowance_id, 'remaining_credits', left_credits)) from (
    select allowance_id, sum(granted_credits - spent_credits - reserved_credits) as left_credits
    from (${balancesOfReservation}) group by allowance_id)))`;

/**
 * The last row of a generation, whose last part is the receipt: `remaining` is what the balances
 * say inside the transaction that closes the reservation.
 */
export function lastRowStatement(
  { conversationId, responseId }: Of,
  parts: Part[],
  reservationId: string,
): Statement {
  return {
    sql: `insert into generation_log (conversation_id, response_id, parts, created_at)
      select ?3, ?4, json_set(?5, '$[#-1].data.remaining', ${remainingOfReservation}), ?2
      where exists (select 1 from conversations where id = ?3) returning id, parts`,
    args: [reservationId, Date.now(), conversationId, responseId, JSON.stringify(parts)],
  };
}

/** Shows a committed row to the readers. */
export function committed(
  state: LogState,
  parts: Part[],
  result: ResultSet | undefined,
  last: boolean,
): void {
  const written = result?.rows[0];
  if (!written) return;
  const stored = typeof written.parts === "string" ? (JSON.parse(written.parts) as Part[]) : parts;
  const row: Row = { id: Number(written.id), responseId: state.responseId, parts: stored, last };
  state.rows.push(row);
  publish(state.conversationId, row);
}

/** Rows of a conversation after row `after`, or of one response, in order. */
export async function readRows(
  conversationId: string,
  { after = 0, responseId }: { after?: number; responseId?: string },
): Promise<Row[]> {
  const rows = await db()
    .select()
    .from(generationLog)
    .where(
      and(
        eq(generationLog.conversationId, conversationId),
        gt(generationLog.id, after),
        responseId ? eq(generationLog.responseId, responseId) : undefined,
      ),
    )
    .orderBy(asc(generationLog.id));
  return rows.map((row) => {
    const parts = JSON.parse(row.parts) as Part[];
    const last = parts.at(-1)?.type === "data-receipt";
    return { id: row.id, responseId: row.responseId, parts, last };
  });
}

/** Forgets rows older than a day, except those of `running` responses. */
export async function pruneLog(now: number, running: string[]): Promise<void> {
  const old = and(
    lt(generationLog.createdAt, now - keptForMs),
    notInArray(generationLog.responseId, running),
  );
  await write([statement(db().delete(generationLog).where(old))]);
}

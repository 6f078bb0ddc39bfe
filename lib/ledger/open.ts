import { and, eq, lt, ne, notExists, or, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { isAmount } from "../allowances/balances";
import type { Hold } from "../allowances/spread";
import { db } from "../db/client";
import { balances, endpoints, holds, models, processes, reservations } from "../db/schema";
import type { Bound } from "../pricing/bound";
import type { Price } from "../pricing/price";
import { deadAfterMs, thisProcess } from "./process";
import type { Reservation } from "./reservation";

/** Said so, and not by a parameter, it is answered by the index of the open ones alone. */
const isOpen = sql`${reservations.state} = 'open'`;

/**
 * Open reservations that nobody will close: their process is dead or their deadline passed.
 * `aloneOnFile`: no other process can have this database, so all others are dead.
 */
export async function strandedReservations(
  now: number,
  { aloneOnFile }: { aloneOnFile: boolean },
): Promise<Reservation[]> {
  const alive = db()
    .select({ one: sql`1` })
    .from(processes)
    .where(
      and(
        eq(processes.id, reservations.owner),
        sql`${processes.heartbeatAt} > ${now - deadAfterMs}`,
      ),
    );
  // A call that its caller makes has no process here that could die with it.
  const others = and(ne(reservations.owner, thisProcess()), ne(reservations.kind, "external"));
  const dead = aloneOnFile ? others : and(others, notExists(alive));
  const rows = await db()
    .select()
    .from(reservations)
    .where(and(isOpen, or(lt(reservations.deadlineAt, now), dead)))
    // Not by the index of ids, which has all that ever were.
    .orderBy(sql`+${reservations.id}`);
  return withHolds(rows);
}

type Row = typeof reservations.$inferSelect;

/** A reservation as it was taken, with its row as it is now; null where there is none of the id. */
export async function findReservation(
  id: string,
): Promise<{ row: Row; reservation: Reservation } | null> {
  const rows = await db().select().from(reservations).where(eq(reservations.id, id));
  const [reservation] = await withHolds(rows);
  const [row] = rows;
  return row && reservation ? { row, reservation } : null;
}

async function withHolds(rows: Row[]): Promise<Reservation[]> {
  if (rows.length === 0) return [];
  const held = await holdsOf(rows.map(({ id }) => id));
  const named = await db()
    .select({ key: models.key, id: models.id, kind: endpoints.kind })
    .from(models)
    .innerJoin(endpoints, eq(endpoints.id, models.endpointId))
    .where(
      among(
        models.key,
        rows.map(({ modelKey }) => modelKey),
      ),
    );
  return rows.map((row) => {
    const model = named.find(({ key }) => key === row.modelKey);
    return toReservation(row, {
      model: { key: row.modelKey, id: model?.id ?? "", demo: model?.kind === "demo" },
      holds: held(row),
    });
  });
}

/** What reservations hold, each in the order in which it was taken, which is that of charges. */
export async function holdsOf(reservationIds: string[]): Promise<(of: { id: string }) => Hold[]> {
  const rows = await db()
    .select({
      reservationId: holds.reservationId,
      credits: holds.credits,
      allowanceId: balances.allowanceId,
      balanceId: balances.id,
      windowMs: sql<
        number | null
      >`iif(${balances.kind} = 'rolling', ${balances.periodStart}, null)`,
      kind: balances.kind,
    })
    .from(holds)
    .innerJoin(balances, eq(balances.id, holds.balanceId))
    .where(among(holds.reservationId, reservationIds))
    .orderBy(sql`${holds}.rowid`);
  const held = new Map<string, Hold[]>();
  for (const { reservationId, kind, ...rest } of rows) {
    const hold = { ...rest, isAmount: isAmount({ kind }) };
    held.set(reservationId, [...(held.get(reservationId) ?? []), hold]);
  }
  return ({ id }) => held.get(id) ?? [];
}

/** As `inArray`, for more than the variables that a statement may have. */
function among(column: SQLiteColumn, values: readonly unknown[]) {
  return sql`${column} in (select value from json_each(${JSON.stringify(values)}))`;
}

/** A call by key that is of no conversation came by `/v1`. */
function isGateway({ kind, keyId, conversationId }: Row): boolean {
  return kind === "call" && keyId !== null && conversationId === null;
}

function toReservation(row: Row, more: Pick<Reservation, "model" | "holds">): Reservation {
  const bound = row.bound as Bound;
  return {
    id: row.id,
    kind: row.kind,
    spanId: row.spanId,
    credits: row.credits,
    inputTokensBound: row.inputTokensBound,
    maxOutputTokens: row.maxOutputTokens,
    lowered: row.maxOutputTokens < bound.askedOutputTokens,
    call: {
      userId: row.userId,
      keyId: row.keyId,
      purpose: row.purpose,
      traceId: row.traceId,
      ...(row.kind === "external" && { origin: "external" as const }),
      ...(row.parentSpanId && { parentSpanId: row.parentSpanId }),
      ...(row.conversationId && { conversationId: row.conversationId }),
      ...(row.responseId && { responseId: row.responseId }),
      ...(isGateway(row) && { origin: "gateway" as const }),
    },
    price: row.price as Price,
    bound,
    createdAt: row.createdAt,
    ...more,
  };
}

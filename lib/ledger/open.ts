import { and, eq, inArray, lt, ne, notExists, or, sql } from "drizzle-orm";
import { db } from "../db/client";
import { endpoints, holds, models, processes, reservations } from "../db/schema";
import type { Bound } from "../pricing/bound";
import type { Price } from "../pricing/price";
import { deadAfterMs, thisProcess } from "./process";
import type { Reservation } from "./reservation";

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
  const others = ne(reservations.owner, thisProcess());
  const dead = aloneOnFile ? others : and(others, notExists(alive));
  const rows = await db()
    .select()
    .from(reservations)
    .where(and(eq(reservations.state, "open"), or(lt(reservations.deadlineAt, now), dead)))
    .orderBy(reservations.id);
  return withHolds(rows);
}

type Row = typeof reservations.$inferSelect;

async function withHolds(rows: Row[]): Promise<Reservation[]> {
  if (rows.length === 0) return [];
  const held = await db()
    .select()
    .from(holds)
    .where(
      inArray(
        holds.reservationId,
        rows.map(({ id }) => id),
      ),
    );
  const named = await db()
    .select({ key: models.key, id: models.id, kind: endpoints.kind })
    .from(models)
    .innerJoin(endpoints, eq(endpoints.id, models.endpointId))
    .where(
      inArray(
        models.key,
        rows.map(({ modelKey }) => modelKey),
      ),
    );
  return rows.map((row) => {
    const model = named.find(({ key }) => key === row.modelKey);
    return toReservation(row, {
      model: { key: row.modelKey, id: model?.id ?? "", demo: model?.kind === "demo" },
      balanceIds: held.filter((hold) => hold.reservationId === row.id).map((h) => h.balanceId),
    });
  });
}

function toReservation(row: Row, more: Pick<Reservation, "model" | "balanceIds">): Reservation {
  const bound = row.bound as Bound;
  return {
    id: row.id,
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
      ...(row.parentSpanId && { parentSpanId: row.parentSpanId }),
      ...(row.conversationId && { conversationId: row.conversationId }),
      ...(row.responseId && { responseId: row.responseId }),
    },
    price: row.price as Price,
    bound,
    createdAt: row.createdAt,
    ...more,
  };
}

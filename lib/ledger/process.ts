import { and, eq, lt, ne, notExists, sql } from "drizzle-orm";
import { db } from "../db/client";
import { processes, reservations } from "../db/schema";
import { type Statement, statement, write } from "../db/write";
import { newId } from "../ids";
import { one } from "../one";

const heartbeatMs = 10_000;
/** A process whose heartbeat is older is dead, and its reservations are closed for it. */
export const deadAfterMs = 60_000;

type Process = { id: string; startedAt: number; timer: NodeJS.Timeout | null };

const own = () =>
  one("process", (): Process => ({ id: newId(), startedAt: Date.now(), timer: null }));

/** The id that this process's reservations carry as their owner. */
export function thisProcess(): string {
  return own().id;
}

/** Makes this process known as alive, and keeps saying so; once, at start. */
export async function startHeartbeat(): Promise<void> {
  const process = own();
  if (process.timer) return;
  await write([heartbeat(process)]);
  process.timer = setInterval(() => {
    write([heartbeat(process)]).catch((error: unknown) => {
      console.error("The heartbeat of this process could not be written.", error);
    });
  }, heartbeatMs);
  process.timer.unref();
}

/**
 * At shutdown: no more heartbeats. A process that still has calls under way stays known until its
 * last heartbeat is old, so that nobody else closes what it is about to close itself.
 */
export async function endHeartbeat(): Promise<void> {
  const { id, timer } = own();
  if (timer) clearInterval(timer);
  const open = db()
    .select({ one: sql`1` })
    .from(reservations)
    .where(
      and(
        eq(reservations.owner, id),
        sql`${reservations.state} = 'open'`,
        ne(reservations.kind, "external"),
      ),
    );
  const idle = and(eq(processes.id, id), notExists(open));
  await write([statement(db().delete(processes).where(idle))]);
}

/** Forgets processes that died long ago. */
export function forgetDead(now: number): Statement {
  const dead = lt(processes.heartbeatAt, now - 10 * deadAfterMs);
  return statement(db().delete(processes).where(dead));
}

function heartbeat({ id, startedAt }: Process): Statement {
  const heartbeatAt = Date.now();
  return statement(
    db()
      .insert(processes)
      .values({ id, startedAt, heartbeatAt })
      .onConflictDoUpdate({ target: processes.id, set: { heartbeatAt } }),
  );
}

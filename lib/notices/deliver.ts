import { and, asc, eq, lt, lte } from "drizzle-orm";
import { config } from "../config";
import { db } from "../db/client";
import { deliveries } from "../db/schema";
import { statement, write } from "../db/write";
import type { Delivery, Mail } from "./delivery";
import { sendMail } from "./mail";
import { callWebhook } from "./webhook";

const minute = 60_000;
const hour = 60 * minute;
/** How long after each try the next one is made; after the last the gap stays. */
const backoffMs = [30_000, 2 * minute, 10 * minute, 30 * minute, hour, 2 * hour, 4 * hour];
/** Then it is given up. */
const giveUpMs = 24 * hour;
const keptMs = 30 * 24 * hour;
/** How many are told at the same time. */
const atOnce = 20;

/**
 * Tells what is due, each on its own: one that hangs delays no other. A try is written down before
 * it is made, so that a crash costs a repetition and no delivery is lost; ids stay the same.
 */
export async function deliverDue(now = Date.now()): Promise<void> {
  const due = await db()
    .select()
    .from(deliveries)
    .where(lte(deliveries.nextAt, now))
    .orderBy(asc(deliveries.nextAt))
    .limit(atOnce);
  await Promise.all(due.map((delivery) => deliver(delivery, now)));
}

/** Forgets what was told a month ago. */
export async function forgetDeliveries(now: number): Promise<void> {
  const old = lt(deliveries.createdAt, now - keptMs);
  await write([statement(db().delete(deliveries).where(old))]);
}

async function deliver(delivery: Delivery, now: number): Promise<void> {
  if (!(await claim(delivery, now))) return;
  try {
    await tell(delivery, now);
    await note(delivery, { deliveredAt: Date.now(), nextAt: null, error: null });
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    const isOver = error instanceof Useless || now - delivery.createdAt >= giveUpMs;
    if (isOver) console.error(`A notice to the outside was given up: ${words}`);
    await note(delivery, { error: words.slice(0, 500), ...(isOver && { nextAt: null }) });
  }
}

/** Trying it again would help nobody. */
class Useless extends Error {}

/** False when another process or an earlier look has taken it. */
async function claim({ id, attempts, nextAt }: Delivery, now: number): Promise<boolean> {
  const gap = backoffMs[Math.min(attempts, backoffMs.length - 1)] ?? hour;
  const taken = await write([
    {
      sql: `update deliveries set attempts = attempts + 1, next_at = ?
        where id = ? and attempts = ? and next_at = ?`,
      args: [now + gap, id, attempts, nextAt],
    },
  ]);
  return taken[0]?.rowsAffected === 1;
}

async function tell(delivery: Delivery, now: number): Promise<void> {
  const { id, channel, target, payload } = delivery;
  if (channel === "email") return sendMail(target, payload as Mail);
  const { webhook } = config().notices;
  // The secret is the configured address's, and nobody else's.
  if (webhook?.url !== target) throw new Useless("The webhook is not configured any more.");
  return callWebhook({ id, url: target, key: webhook.key, payload, now });
}

async function note({ id }: Delivery, said: Partial<Delivery>): Promise<void> {
  const row = and(eq(deliveries.id, id));
  await write([statement(db().update(deliveries).set(said).where(row))]);
}

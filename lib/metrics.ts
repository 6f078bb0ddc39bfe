import { count, inArray, sql, sum } from "drizzle-orm";
import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { db } from "./db/client";
import { reservations, responses } from "./db/schema";
import { isDraining } from "./draining";
import { one } from "./one";

/** What Prometheus reads: this process, and what is open in the books now. Indexed reads alone. */
export async function metrics(): Promise<{ text: string; contentType: string }> {
  const registry = one("metrics", makeRegistry);
  return { text: await registry.metrics(), contentType: registry.contentType };
}

function makeRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  gauge(registry, "purser_draining", "1 while the server is stopping", async (set) => {
    set(isDraining() ? 1 : 0);
  });
  gauge(registry, "purser_reservations_open", "Calls that hold money now", async (set) => {
    const [row] = await openReservations();
    set(row?.calls ?? 0);
  });
  gauge(registry, "purser_reserved_credits", "Credits those hold", async (set) => {
    const [row] = await openReservations();
    set(Number(row?.credits ?? 0));
  });
  gauge(registry, "purser_generations_unfinished", "Answers being made or waiting", async (set) => {
    const unfinished = inArray(responses.status, ["queued", "streaming"]);
    const [row] = await db().select({ answers: count() }).from(responses).where(unfinished);
    set(row?.answers ?? 0);
  });
  return registry;
}

function gauge(
  registry: Registry,
  name: string,
  help: string,
  collect: (set: (value: number) => void) => Promise<void>,
): void {
  const made: Gauge = new Gauge({
    name,
    help,
    registers: [registry],
    collect: () => collect((value) => made.set(value)),
  });
}

function openReservations() {
  return db()
    .select({ calls: count(), credits: sum(reservations.credits) })
    .from(reservations)
    .where(sql`${reservations.state} = 'open'`);
}

import { encodeTime } from "ulid";
import type { Chosen } from "../allowances/choose";
import { liveAllowances } from "../allowances/live";
import { standingsOf } from "../allowances/standing";
import { db } from "../db/client";
import { facts } from "../db/schema";
import { statement, write } from "../db/write";
import { one } from "../one";
import { deliverDue } from "./deliver";
import { noticeStanding } from "./notice";

/** After the first of several charges it waits this long for the others. */
const debounceMs = 200;
/** How many allowances are looked at together. */
const atOnce = 200;
/** Entries of other processes may be committed this much after their ids were made. */
const overlapMs = 120_000;
const lookBackMs = 31 * 24 * 3_600_000;
const fact = "noticed-until";

const looking = () =>
  one("noticing", () => ({ on: false, balances: new Set<string>(), waits: false }));

/** From now on charges are looked at; the sweeper starts it. */
export function startNoticing(): void {
  looking().on = true;
}

/** Has the allowances of these balances looked at, soon, off the way of what was charged. */
export function noticeSoon(balanceIds: Iterable<string>): void {
  const state = looking();
  if (!state.on) return;
  for (const id of balanceIds) state.balances.add(id);
  if (state.waits || state.balances.size === 0) return;
  state.waits = true;
  setTimeout(() => {
    state.waits = false;
    const ids = [...state.balances];
    state.balances.clear();
    look(ids, Date.now())
      .then((isNew) => (isNew ? deliverDue() : undefined))
      .catch((error: unknown) => console.error("Thresholds could not be looked at.", error));
  }, debounceMs).unref();
}

/** Looks at all that was charged since it did so last: nothing is missed after a crash. */
export async function noticeMissed(now: number): Promise<void> {
  // Whatever the clock did meanwhile: nothing of the time to come was looked at.
  const until = Math.min(await noticedUntil(), now);
  const from = Math.max(until - overlapMs, now - lookBackMs, 0);
  const { rows } = await db().$client.execute({
    sql: "select distinct balance_id from entries where id >= ?",
    args: [encodeTime(from, 10).toLowerCase()],
  });
  if (rows.length === 0) return;
  await look(
    rows.map((row) => String(row.balance_id)),
    now,
  );
  const at = db().insert(facts).values({ name: fact, value: now });
  await write([statement(at.onConflictDoUpdate({ target: facts.name, set: { value: now } }))]);
}

async function noticedUntil(): Promise<number> {
  const row = await db().query.facts.findFirst({ where: (t, { eq }) => eq(t.name, fact) });
  return typeof row?.value === "number" ? row.value : 0;
}

/** True when something was noticed. */
async function look(balanceIds: string[], now: number): Promise<boolean> {
  const chosen = await chosenOf(balanceIds);
  let isNew = false;
  for (let at = 0; at < chosen.length; at += atOnce) {
    const part = chosen.slice(at, at + atOnce);
    for (const [which, standing] of (await standingsOf(part, now)).entries()) {
      const each = part[which];
      if (each && (await noticeStanding(each, standing, now))) isNew = true;
    }
  }
  return isNew;
}

/** The live allowances that balances are of, and whose they are. */
async function chosenOf(balanceIds: string[]): Promise<Chosen[]> {
  const [live, { rows }] = await Promise.all([
    liveAllowances(),
    db().$client.execute({
      sql: `select distinct allowance_id, subject from balances
        where id in (select value from json_each(?))`,
      args: [JSON.stringify(balanceIds)],
    }),
  ]);
  return rows.flatMap((row) => {
    const allowance = live.find(({ id }) => id === row.allowance_id);
    return allowance ? [{ allowance, subject: String(row.subject) }] : [];
  });
}

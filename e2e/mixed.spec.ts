import type { AuditJson } from "../lib/ledger/audit/json";
import { type Allowance, allowances } from "./chat";
import { addKinds, rich } from "./clients";
import { addUpstream, expect, test } from "./fixtures";
import { allBooked, makeAll, planOf, sentFor, traceOf, wrongWith } from "./mixed";
import type { Purser } from "./purser";

/** Other ones in each round of `--repeat-each`. */
const calls = 2000;
const atOnce = 100;

test.describe.configure({ timeout: 180_000 });

test("mixed calls with leaving clients and faults: the books are what was sent", async ({
  newPurser,
  person,
  upstream,
}, info) => {
  const settings = { PURSER_STREAMS_PER_PERSON: "0", PURSER_REQUESTS_PER_MINUTE: "0" };
  const purser = await newPurser({ settings });
  await addUpstream(purser, upstream);
  await addKinds(purser, upstream);
  const asking = await rich(await person({ at: purser }), purser);
  upstream.reset();
  const plan = planOf(calls, 1 + info.repeatEachIndex);
  await makeAll(asking, plan, atOnce);
  const own = async () => (await allowances(asking)).find(({ name }: Allowance) => name === "Own");
  await expect.poll(async () => (await own())?.reserved_credits, { timeout: 30_000 }).toBe(0);

  const booked = await allBooked(asking);
  const sent = sentFor(upstream.calls());
  const wrong = plan.map((planned) => {
    const rows = booked.filter(({ trace_id }) => trace_id === traceOf(planned.at));
    return wrongWith(planned, sent.get(planned.at) ?? [], rows);
  });
  expect(wrong.filter((each) => each !== null)).toEqual([]);
  expect(booked.length).toBe(sent.size);
  expect(sent.size).toBeGreaterThan(0.9 * calls);
  const spent = booked.reduce((sum, { cost_credits }) => sum + cost_credits, 0);
  expect((await own())?.spent_credits).toBe(spent);
  // Some of each: what was reported, and what nobody was told the use of.
  const sources = ["provider", "estimated"].map(
    (source) => booked.filter(({ usage_source }) => usage_source === source).length,
  );
  expect(Math.min(...sources)).toBeGreaterThan(calls / 20);
  await auditIsClean(purser, booked.length);
});

async function auditIsClean({ admin }: Purser, booked: number): Promise<void> {
  expect((await admin.post("/api/audit")).status).toBe(202);
  const last = async () => (await admin.get<AuditJson>("/api/audit")).body.last;
  await expect.poll(last, { timeout: 30_000 }).not.toBe(null);
  expect(await last()).toMatchObject({ ok: true, wrong: 0, first: null, calls: booked });
}

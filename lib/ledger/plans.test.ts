import type { InStatement } from "@libsql/client";
import { expect, it, vi } from "vitest";
import { makeAllowance } from "../allowances/testing";
import { tidyAllowances } from "../allowances/tidy";
import { db } from "../db/client";
import { planOf, testDatabase } from "../db/testing";
import { close } from "./close";
import { endHeartbeat } from "./process";
import { reserve } from "./reserve";
import { sweep } from "./sweep";
import { askOf, endingOf, makePayer } from "./testing";

testDatabase();

/** What `work` asks of the database, and how each is answered. */
async function plansOf(work: () => Promise<unknown>): Promise<string[]> {
  const asked = new Map<string, number>();
  const { $client: client, writer } = db();
  if (!writer) throw new Error("A database file has a writer.");
  const keep = (statement: InStatement) => {
    const { sql, args = [] } = typeof statement === "string" ? { sql: statement } : statement;
    asked.set(sql, Object.keys(args).length);
  };
  const [execute, commit] = [client.execute.bind(client), writer.commit.bind(writer)];
  vi.spyOn(client, "execute").mockImplementation((statement: InStatement) => {
    keep(statement);
    return execute(statement);
  });
  vi.spyOn(writer, "commit").mockImplementation((statements, durable) => {
    for (const statement of statements) keep(statement);
    return commit(statements, durable);
  });
  await work();
  vi.restoreAllMocks();
  const plans: string[] = [];
  for (const [sql, count] of asked) {
    const args = new Array<number>(count).fill(1);
    plans.push(...(await planOf(sql, args)));
  }
  return plans;
}

it("reads no table from end to end, however many calls there were", async () => {
  const { call } = await makePayer(1_000_000);
  const each = { level: "user", subjectId: call.userId } as const;
  await makeAllowance({ ...each, rollover: "period" });
  await makeAllowance({ ...each, window: "rolling-24h", kind: "cap" });
  const plans = await plansOf(async () => {
    await close(await reserve(askOf(call)), endingOf(1, 1));
    await reserve(askOf(call, { deadlineAt: 1 }));
    await sweep({ now: Date.now(), judge: async () => ({ ending: endingOf(1, 1) }) });
    await tidyAllowances(Date.now());
    await endHeartbeat();
  });
  const grows = /^SCAN (balances|entries|reservations|holds|usage|old|next|b|e|u|r)\b/;
  expect(plans.some((plan) => /balances_ending/.test(plan))).toBe(true);
  expect(plans.some((plan) => /balances_of_period/.test(plan))).toBe(true);
  // Looked at by a foreign key alone, when one is broken until the commit; none of ours may be.
  const byKey = "SCAN holds USING COVERING INDEX sqlite_autoindex_holds_1";
  expect(plans.filter((plan) => grows.test(plan) && plan !== byKey)).toEqual([
    "SCAN reservations USING INDEX reservations_open",
    "SCAN reservations USING INDEX reservations_open",
  ]);
});

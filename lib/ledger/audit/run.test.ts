import { beforeAll, expect, it } from "vitest";
import { db } from "../../db/client";
import { testDatabase } from "../../db/testing";
import { openModels } from "../../models/open";
import { close } from "../close";
import { reserve } from "../reserve";
import { askOf, bookErrors, callOf, endingOf, makePayer } from "../testing";
import { auditJson } from "./json";
import { untilNextAudit } from "./nightly";
import { auditState, startAudit } from "./run";

testDatabase();
beforeAll(() => openModels());

const entriesNow = async () => {
  const { rows } = await db().$client.execute("select count(*) as n from entries");
  return Number(rows[0]?.n);
};

it("runs beside a writer, one at a time, and keeps what it found", async () => {
  const { call } = await makePayer(1_000_000_000);
  const spend = async () => close(await reserve(askOf(callOf(call.userId))), endingOf(2, 3));
  await spend();
  const before = await entriesNow();
  const running = startAudit();
  expect(startAudit().done).toBe(running.done);
  expect((await auditState()).startedAt).toBe(running.startedAt);
  let ended = false;
  running.done.then(() => {
    ended = true;
  });
  let calls = 0;
  for (; !ended; calls += 1) expect((await spend()).won).toBe(true);
  const last = await running.done;
  expect(last).toMatchObject({ failure: null, wrong: 0, findings: [] });
  const seen = "entries" in last ? last.entries : 0;
  expect(seen).toBeGreaterThanOrEqual(before);
  expect(seen).toBeLessThanOrEqual(await entriesNow());
  expect(calls).toBeGreaterThan(0);
  expect(await bookErrors()).toEqual([]);
  const state = await auditState();
  expect(state).toEqual({ startedAt: null, last });
  expect(auditJson(state).last).toMatchObject({ ok: true, wrong: 0, first: null, entries: seen });
});

it("is due soon after a start that comes a day late, else in the night", () => {
  const minute = 60_000;
  const noon = new Date(2026, 10, 25, 12).getTime();
  expect(untilNextAudit(noon, null, 0)).toBe(5 * minute);
  expect(untilNextAudit(noon, noon - 25 * 60 * minute, 0.5)).toBe(12.5 * minute);
  expect(untilNextAudit(noon, noon - minute, 0)).toBe(14 * 60 * minute);
  expect(untilNextAudit(noon, noon - minute, 1)).toBe(17 * 60 * minute);
  const early = new Date(2026, 10, 25, 1).getTime();
  expect(untilNextAudit(early, early - minute, 0)).toBe(60 * minute);
});

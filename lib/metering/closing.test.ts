import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { db } from "../db/client";
import { reservations } from "../db/schema";
import { testDatabase } from "../db/testing";
import { bookErrors, makePayer } from "../ledger/testing";
import { meteredModel } from "./meter";
import { sweepCalls } from "./sweep";
import { finish, packet, prompt, readAll, recorder, scripted, text } from "./testing";

testDatabase();

let logged: unknown[] = [];
beforeEach(() => {
  logged = [];
  vi.spyOn(console, "error").mockImplementation((line: unknown) => logged.push(line));
});
afterEach(() => vi.restoreAllMocks());

const answer = () => scripted([text("Hello"), finish(packet(5, 1))]).model;

async function openHolds(userId: string) {
  const rows = await db().select().from(reservations).where(eq(reservations.userId, userId));
  return rows.filter(({ state }) => state === "open").length;
}

it("settles the money where what goes along cannot be written", async () => {
  const { call } = await makePayer(1e9);
  const bad = { sql: "insert into generation_log (parts) values ('x')", args: [] };
  const metered = meteredModel(answer(), call, { close: () => [bad] });
  const parts = await readAll((await metered.doStream({ prompt })).stream);
  expect(parts.at(-1)).toMatchObject({ providerMetadata: { purser: { costCredits: 6000 } } });
  expect(logged).toHaveLength(1);
  expect(await openHolds(call.userId)).toBe(0);
  expect(await bookErrors()).toEqual([]);
});

it("settles the money where what goes along cannot be worked out", async () => {
  const { call } = await makePayer(1e9);
  const along = {
    close: () => {
      throw new Error("a mistake of the caller");
    },
  };
  await readAll((await meteredModel(answer(), call, along).doStream({ prompt })).stream);
  expect(await openHolds(call.userId)).toBe(0);
});

it("keeps a close that the database will not take, says so, and writes it later", async () => {
  const { call } = await makePayer(1e9);
  const { along, closes } = recorder();
  await db().run(
    "create trigger broken before insert on usage begin select raise(abort, 'disk'); end",
  );
  const { stream } = await meteredModel(answer(), call, along).doStream({ prompt });
  const parts = await readAll(stream);
  expect(parts.map(({ type }) => type)).toEqual(["text-delta", "error", "finish"]);
  expect(await openHolds(call.userId)).toBe(1);
  expect(closes).toEqual([]);
  expect(logged).toHaveLength(1);
  await db().run("drop trigger broken");
  await sweepCalls(async () => null);
  expect(closes).toMatchObject([{ outcome: "done", costCredits: 6000 }]);
  expect(await openHolds(call.userId)).toBe(0);
  expect(await bookErrors()).toEqual([]);
});

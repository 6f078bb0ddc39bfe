import { generateText } from "ai";
import { eq } from "drizzle-orm";
import { beforeAll, expect, it } from "vitest";
import { allowancesOf } from "../allowances/list";
import { db } from "../db/client";
import { reservations, usage } from "../db/schema";
import { testDatabase } from "../db/testing";
import { close } from "../ledger/close";
import { bookErrors, endingOf, makePayer } from "../ledger/testing";
import { openModels } from "../models/open";
import { CallGroup } from "./group";
import { meteredModel } from "./metered-model";
import { sweepCalls } from "./sweep";
import { finish, packet, prompt, scripted, text } from "./testing";

testDatabase();
beforeAll(() => openModels());

const answer = () => [
  { type: "text-start" as const, id: "0" },
  text("Hello"),
  { type: "text-end" as const, id: "0" },
  finish(packet(5, 10)),
];

async function opened(room: number, credits: number) {
  const { call } = await makePayer(room);
  const { model } = scripted(answer);
  const group = await CallGroup.open({ model, call, credits });
  const ask = (maxOutputTokens = 20) =>
    generateText({
      model: meteredModel(model, call, {}, undefined, undefined, group),
      prompt: "Hi",
      maxOutputTokens,
      maxRetries: 0,
    });
  const held = () => db().select().from(reservations).where(eq(reservations.userId, call.userId));
  const left = async () => (await allowancesOf(call.userId))[0]?.remainingCredits;
  return { call, model, group, ask, held, left };
}

it("makes several calls under one hold, charged together at the end", async () => {
  const { call, group, ask, held, left } = await opened(1_000_000, 500_000);
  await ask();
  await ask();
  expect(await held()).toHaveLength(1);
  expect(await left()).toBe(500_000);
  expect(await bookErrors()).toEqual([]);
  await group.settle();
  await group.settle();
  const calls = await db().select().from(usage).where(eq(usage.userId, call.userId));
  expect(calls.map(({ costCredits }) => costCredits)).toEqual([15_000, 15_000]);
  expect(await left()).toBe(970_000);
  expect(await held()).toMatchObject([{ kind: "group", state: "settled" }]);
  expect(await bookErrors()).toEqual([]);
});

it("admits each call anew: what the hold does not reach for takes another, or is refused", async () => {
  const { group, ask, held, left } = await opened(400_000, 150_000);
  await ask();
  await ask(200);
  expect(await held()).toHaveLength(2);
  // Neither has room for all of that: the answer is limited.
  await ask(100_000);
  expect(await held()).toHaveLength(3);
  await group.settle();
  expect(await left()).toBe(400_000 - 3 * 15_000);
  expect(await bookErrors()).toEqual([]);
  await expect(opened(10_000, 20_000)).rejects.toMatchObject({ code: "allowance_exhausted" });
});

it("gives all of it back where nothing was called", async () => {
  const { group, held, left } = await opened(50_000, 50_000);
  await group.settle();
  expect(await held()).toMatchObject([{ state: "released" }]);
  expect(await left()).toBe(50_000);
});

it("is swept when its process died: what is not known of is charged, for review", async () => {
  const { call, group, ask, left } = await opened(1_000_000, 300_000);
  await ask();
  await sweepCalls(async () => null, { now: Date.now() + 10 * 3_600_000 });
  expect(await left()).toBe(700_000);
  const calls = await db().select().from(usage).where(eq(usage.userId, call.userId));
  expect(calls.map(({ alert }) => alert === null)).toEqual([true, false]);
  expect(await bookErrors()).toEqual([]);
  // A call that ends after all is charged at once.
  const { model } = scripted(answer);
  const { reservation } = await group.admit(model, { prompt, maxOutputTokens: 20 }, call);
  await close(reservation, endingOf(1, 1));
  expect(await bookErrors()).toEqual([]);
});

it("charges a call that outlives its group beyond the hold to the amount, marked", async () => {
  const { call, model, group, left } = await opened(110_000, 100_000);
  const options = { prompt, maxOutputTokens: 10 };
  const { reservation } = await group.admit(model, options, call);
  await sweepCalls(async () => null, { now: Date.now() + 10 * 3_600_000 });
  expect(await left()).toBe(10_000);
  // Somebody else takes the rest, and then it ends after all.
  const other = await CallGroup.open({ model, call, credits: 10_000 });
  await close(reservation, endingOf(3, 4));
  expect(await left()).toBe(-7_000);
  const calls = await db().select().from(usage).where(eq(usage.userId, call.userId));
  expect(calls.map(({ costCredits, overrun }) => [costCredits, overrun])).toEqual([
    [100_000, false],
    [7_000, true],
  ]);
  expect(await bookErrors()).toEqual([]);
  await other.settle();
});

it("bounds what is no text too: what has no bound is refused, within a group as without", async () => {
  const { call, model, group } = await opened(1_000_000, 500_000);
  const metered = meteredModel(model, call, {}, undefined, undefined, group);
  const data = new URL("https://x.example/a.png");
  const file = { type: "file" as const, data, mediaType: "image/png" };
  const asked = metered.doGenerate({ prompt: [{ role: "user", content: [file] }] });
  await expect(asked).rejects.toThrow(/ceilings\.remote_image/);
  expect(group.leftCredits).toBe(500_000);
  await group.settle();
});

import { eq } from "drizzle-orm";
import { afterEach, expect, it } from "vitest";
import { db } from "../db/client";
import { balances, processes, reservations, usage } from "../db/schema";
import { testDatabase } from "../db/testing";
import { write } from "../db/write";
import { newId } from "../ids";
import { close } from "../ledger/close";
import { reserve } from "../ledger/reserve";
import { askOf, bookErrors, endingOf, makePayer } from "../ledger/testing";
import { type Remains, sweepCalls } from "./sweep";
import { prompt, recorder } from "./testing";

testDatabase();

afterEach(async () => {
  expect(await bookErrors()).toEqual([]);
});

const nothing = async () => null;

/** A hold that another process took, whose heartbeat is `ageMs` old; null: it has none. */
async function heldByAnother(ageMs: number | null, responseId?: string) {
  const { call, allowanceId } = await makePayer(1_000_000);
  const held = await reserve(askOf({ ...call, ...(responseId && { responseId }) }));
  const owner = newId();
  await write([{ sql: "update reservations set owner = ? where id = ?", args: [owner, held.id] }]);
  if (ageMs !== null) {
    const heartbeatAt = Date.now() - ageMs;
    await db().insert(processes).values({ id: owner, startedAt: heartbeatAt, heartbeatAt });
  }
  return { held, allowanceId, owner };
}

async function stateOf(id: string) {
  const [row] = await db().select().from(reservations).where(eq(reservations.id, id));
  return row?.state;
}

async function usageOf(reservationId: string) {
  const [row] = await db().select().from(usage).where(eq(usage.reservationId, reservationId));
  return row;
}

it("closes what a dead process held, and leaves the living alone", async () => {
  const { held: dead } = await heldByAnother(61_000);
  const { held: gone } = await heldByAnother(null);
  const { held: alive } = await heldByAnother(30_000);
  const { call } = await makePayer(1_000_000);
  const own = await reserve(askOf(call));
  expect(await sweepCalls(nothing)).toBe(2);
  const states = await Promise.all([dead, gone, alive, own].map(({ id }) => stateOf(id)));
  expect(states).toEqual(["expired", "expired", "open", "open"]);
  expect(await sweepCalls(nothing)).toBe(0);
  await close(own, endingOf(1, 1));
  await close(alive, endingOf(1, 1));
});

it("closes at boot what any other process held: it is alone on a file", async () => {
  const { held } = await heldByAnother(1000);
  const { call } = await makePayer(1_000_000);
  const own = await reserve(askOf(call));
  expect(await sweepCalls(nothing, { atBoot: true })).toBe(1);
  expect(await stateOf(held.id)).toBe("expired");
  expect(await stateOf(own.id)).toBe("open");
  await close(own, endingOf(1, 1));
});

it("closes its own at their deadline, when their call did not", async () => {
  const { call } = await makePayer(1_000_000);
  const late = await reserve(askOf(call, { deadlineAt: Date.now() - 1 }));
  expect(await sweepCalls(nothing)).toBe(1);
  expect(await close(late, endingOf(1, 1))).toMatchObject({ won: false, state: "expired" });
});

it("charges what is stored of a response, by our own count, with what is written along", async () => {
  const responseId = newId();
  const { held, allowanceId } = await heldByAnother(null, responseId);
  const { along, closes } = recorder();
  const remains: Remains = { text: "one two three", reasoning: "so so", prompt, along };
  await sweepCalls(async (id) => (id === responseId ? remains : null));
  const input = 3 + 4 + 3;
  expect(closes).toMatchObject([
    {
      reservationId: held.id,
      outcome: "interrupted",
      finishReason: "error",
      usageSource: "estimated",
      counts: { uncachedInput: input, output: 5, reasoning: 2 },
      costCredits: (input + 5) * 1000,
    },
  ]);
  expect(closes[0]?.error?.message).toMatch(
    /^The answer broke off after five tokens\. The server was restarted\. What came is kept/,
  );
  const [balance] = await db().select().from(balances).where(eq(balances.allowanceId, allowanceId));
  expect(balance).toMatchObject({ reservedCredits: 0, spentCredits: (input + 5) * 1000 });
});

it("charges the hold where nothing is known, for review", async () => {
  const { held } = await heldByAnother(null);
  await sweepCalls(nothing);
  expect(await usageOf(held.id)).toMatchObject({
    costCredits: held.credits,
    overrun: false,
    usageSource: "estimated",
    alert: expect.stringMatching(/hold was charged/),
  });
});

it("goes on when one of them cannot be closed, and tries that again", async () => {
  const responseId = newId();
  const { held } = await heldByAnother(null, responseId);
  const { held: other } = await heldByAnother(null);
  const said: unknown[] = [];
  const error = console.error;
  console.error = (...words: unknown[]) => said.push(words[0]);
  const swept = await sweepCalls(async () => {
    throw new Error("the log is not readable");
  });
  console.error = error;
  expect(swept).toBe(1);
  expect(said).toEqual([expect.stringContaining(held.id)]);
  expect(await stateOf(held.id)).toBe("open");
  expect(await stateOf(other.id)).toBe("expired");
  expect(await sweepCalls(nothing)).toBe(1);
});

import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { db } from "../db/client";
import { keys } from "../db/schema";
import { makeUser, testDatabase } from "../db/testing";
import { statement, write } from "../db/write";
import { createKey } from "../keys/create";
import { rotateKey } from "../keys/rotate";
import { accessChanged } from "./access-changes";
import { identifyKey } from "./identify";
import { personOf } from "./testing";
import { standsUntil } from "./viewer";
import { watchAccess } from "./watch-access";

testDatabase();
beforeEach(() => {
  vi.useFakeTimers({
    toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"],
  });
});
afterEach(() => {
  vi.useRealTimers();
});

const inMs = (ms: number) => Date.now() + ms;

/** Watches what `until` says, and counts its ends. */
function watched(until: () => number, known?: number) {
  const end = vi.fn();
  return { end, leave: watchAccess(async () => until(), end, known) };
}

test.each([300, 3999, 4000, 4300, 9700])(
  "what ends in %s ms ends in that moment, once",
  async (ms) => {
    const until = inMs(ms);
    for (const known of [until, undefined]) {
      vi.setSystemTime(until - ms);
      const { end, leave } = watched(() => until, known);
      await vi.advanceTimersByTimeAsync(ms - 1);
      expect(end).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1);
      expect(end).toHaveBeenCalledTimes(1);
      await vi.advanceTimersByTimeAsync(9000);
      expect(end).toHaveBeenCalledTimes(1);
      leave();
    }
  },
);

test("an end that was moved is followed, and who has left is not ended", async () => {
  let until = inMs(1000);
  const { end, leave } = watched(() => until, until);
  until = inMs(6000);
  await vi.advanceTimersByTimeAsync(5000);
  expect(end).not.toHaveBeenCalled();
  until = inMs(200);
  accessChanged({ keyId: "k" });
  await vi.advanceTimersByTimeAsync(100);
  leave();
  await vi.advanceTimersByTimeAsync(9000);
  expect(end).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});

test("a key stands until it expires, or until its overlap ends", async () => {
  vi.useRealTimers();
  const viewer = await personOf(await makeUser());
  const until = async (key: string) => standsUntil(await identifyKey(key));
  const endless = await createKey({ viewer, input: { name: "k" } });
  expect(await until(endless.key)).toBe(Number.POSITIVE_INFINITY);
  const expiresAt = inMs(60_000);
  const { id, key } = await createKey({ viewer, input: { name: "k", expiresAt } });
  expect(await until(key)).toBe(expiresAt);
  const [row] = await db().select().from(keys).where(eq(keys.id, id));
  if (!row) throw new Error("The key is not there.");
  const rotated = await rotateKey({ viewer, key: row, input: { overlapSeconds: 5 } });
  expect(await until(key)).toBe(rotated.previous_until);
  expect(await until(rotated.key)).toBe(expiresAt);
  await write([statement(db().update(keys).set({ expiresAt: null }).where(eq(keys.id, id)))]);
  expect(await until(rotated.key)).toBe(Number.POSITIVE_INFINITY);
});

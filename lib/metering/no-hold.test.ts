import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { db } from "../db/client";
import { reservations } from "../db/schema";
import { testDatabase } from "../db/testing";
import { makePayer } from "../ledger/testing";
import { meteredModel } from "./meter";
import { finish, packet, prompt, readAll, scripted, text } from "./testing";

testDatabase();

it("asks no provider when the hold cannot be written, and does when it can again", async () => {
  const { model, played } = scripted(() => [text("a"), finish(packet(1, 1))]);
  const { call } = await makePayer(1e9);
  const metered = meteredModel(model, call);
  await db().run(`create trigger broken before insert on holds
    begin select raise(abort, 'disk I/O error'); end`);
  await expect(metered.doStream({ prompt })).rejects.toThrow(/disk I\/O error/);
  expect(played.options).toEqual([]);
  const mine = eq(reservations.userId, call.userId);
  expect(await db().select().from(reservations).where(mine)).toEqual([]);
  await db().run("drop trigger broken");
  await readAll((await metered.doStream({ prompt })).stream);
  expect(played.options).toHaveLength(1);
});

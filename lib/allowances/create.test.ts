import { beforeAll, expect, it } from "vitest";
import { makePerson } from "../auth/testing";
import type { Viewer } from "../auth/viewer";
import { db } from "../db/client";
import { groups } from "../db/schema";
import { testDatabase } from "../db/testing";
import { statement, write } from "../db/write";
import { newId } from "../ids";
import { openModels } from "../models/open";
import { allowanceToChange } from "./access";
import { createAllowance } from "./create";
import { liveAllowances } from "./live";
import { removeAllowance } from "./remove";
import { type AllowanceInput, createAllowanceBody, patchAllowanceBody } from "./schemas";
import { makeAllowance } from "./testing";

testDatabase();
beforeAll(() => openModels());

const adminKey: Viewer = { kind: "admin-key", role: "admin" };
const body = { name: "Chat", kind: "budget", level: "instance", window: "calendar-day", usd: "1" };
const input = (over: Record<string, unknown> = {}): AllowanceInput =>
  createAllowanceBody.parse({ ...body, ...over });

it("makes what an admin asks for, with the model by its public id", async () => {
  const group = { id: newId(), name: "Editors", createdAt: 1 };
  await write([statement(db().insert(groups).values(group))]);
  const asked = input({ level: "group", subject_id: group.id, model: "demo", purpose: "title" });
  const made = await createAllowance({ viewer: adminKey, input: asked });
  expect(made).toMatchObject({
    level: "group",
    subjectId: group.id,
    model: "demo",
    purpose: "title",
    timeZone: "UTC",
    amountCredits: 1_000_000_000,
    createdBy: null,
  });
  expect(await liveAllowances()).toContainEqual(made);
});

it("writes a time zone as its name is spelt, however it was typed", () => {
  const zones = ["europe/berlin", "ASIA/KOLKATA", "utc", "America/New_York"];
  expect(zones.map((time_zone) => input({ time_zone }).timeZone)).toEqual([
    ...["Europe/Berlin", "Asia/Kolkata", "UTC", "America/New_York"],
  ]);
  const changed = patchAllowanceBody.parse({ time_zone: "europe/berlin" });
  expect(changed).toEqual({ timeZone: "Europe/Berlin" });
});

it.each([
  [{ level: "user" }, "subject_id"],
  [{ level: "user", subject_id: "nobody" }, "subject_id"],
  [{ level: "group", subject_id: "nothing" }, "subject_id"],
  [{ level: "each-user", subject_id: "somebody" }, "subject_id"],
  [{ purpose: "lunch" }, "purpose"],
  [{ model: "gpt-12" }, "model"],
  [{ window: "none", rollover: "period" }, "rollover"],
])("refuses %j at %s", async (over, path) => {
  const viewer = await makePerson("admin");
  await expect(createAllowance({ viewer, input: input(over) })).rejects.toMatchObject({
    code: "invalid",
    extra: { errors: [{ path }] },
  });
});

it.each([
  [{ usd: undefined }, "credits"],
  [{ credits: 5 }, "credits"],
  [{ usd: undefined, credits: -1 }, "credits"],
  [{ usd: undefined, credits: 1.5 }, "credits"],
  [{ usd: undefined, credits: 2 ** 53 }, "credits"],
  [{ usd: undefined, credits: "5" }, "credits"],
  [{ usd: "0.0000000001" }, "usd"],
  [{ usd: "-1" }, "usd"],
  [{ usd: "1e3" }, "usd"],
  [{ usd: Number.POSITIVE_INFINITY }, "usd"],
  [{ usd: "99999999999" }, "usd"],
  [{ time_zone: "Mars/Olympus" }, "time_zone"],
  [{ time_zone: "+01:00" }, "time_zone"],
  [{ window: "fortnight" }, "window"],
  [{ kind: "gift" }, "kind"],
  [{ name: " " }, "name"],
])("does not take %j, and says where", (over, path) => {
  const { error } = createAllowanceBody.safeParse({ ...body, ...over });
  expect(error?.issues.map((issue) => issue.path.join("."))).toEqual([path]);
});

it("lets a member cap themselves, and nothing else", async () => {
  const [ann, bob] = [await makePerson(), await makePerson()];
  const cap = { kind: "cap", level: "user" };
  const made = await createAllowance({ viewer: ann, input: input(cap) });
  expect(made).toMatchObject({ subjectId: ann.userId, createdBy: ann.userId });
  for (const over of [
    {},
    { kind: "budget", level: "user", subject_id: ann.userId },
    { kind: "cap", level: "each-user" },
    { ...cap, subject_id: bob.userId },
  ]) {
    const refused = createAllowance({ viewer: ann, input: input(over) });
    await expect(refused).rejects.toMatchObject({ code: "forbidden" });
  }
  const guest = await makePerson("guest");
  await expect(createAllowance({ viewer: guest, input: input(cap) })).rejects.toMatchObject({
    code: "forbidden",
  });
});

it("says forbidden of what binds a member, not found of what does not", async () => {
  const [ann, bob] = [await makePerson(), await makePerson()];
  const own = { kind: "cap", level: "user", subjectId: ann.userId } as const;
  const mine = await makeAllowance({ ...own, createdBy: ann.userId });
  const set = await makeAllowance(own);
  const house = await makeAllowance();
  expect(await allowanceToChange(ann, mine.id)).toEqual(mine);
  expect(await allowanceToChange(await makePerson("admin"), mine.id)).toEqual(mine);
  for (const [viewer, { id }, code] of [
    [ann, set, "forbidden"],
    [ann, house, "forbidden"],
    [bob, mine, "not_found"],
    [bob, set, "not_found"],
    [bob, { id: "nothing" }, "not_found"],
    [adminKey, { id: "nothing" }, "not_found"],
  ] as const) {
    await expect(allowanceToChange(viewer, id)).rejects.toMatchObject({ code });
  }
  await removeAllowance(mine);
  expect((await liveAllowances()).map(({ id }) => id)).not.toContain(mine.id);
  await expect(allowanceToChange(ann, mine.id)).rejects.toMatchObject({ code: "not_found" });
});

it("makes one of an attempt that comes twice, and refuses its key for another", async () => {
  const viewer = await makePerson("admin");
  const attempt = { userId: viewer.userId, key: "k1", digest: "d1" };
  const before = (await liveAllowances()).length;
  const asked = { viewer, input: input(), attempt };
  const [first, same] = await Promise.all([createAllowance(asked), createAllowance(asked)]);
  expect(same).toEqual(first);
  expect(await createAllowance(asked)).toEqual(first);
  expect(await liveAllowances()).toHaveLength(before + 1);
  const other = { ...asked, attempt: { ...attempt, digest: "d2" } };
  await expect(createAllowance(other)).rejects.toMatchObject({ code: "conflict" });
});

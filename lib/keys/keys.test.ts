import { eq } from "drizzle-orm";
import { beforeAll, expect, test, vi } from "vitest";
import { makeAllowance } from "../allowances/testing";
import { onAccessChange } from "../auth/access-changes";
import { keyAllows } from "../auth/keys/allows";
import { personOfKey } from "../auth/keys/person-of-key";
import { makePerson } from "../auth/testing";
import { db } from "../db/client";
import { allowances, keys } from "../db/schema";
import { testDatabase } from "../db/testing";
import { reserve } from "../ledger/reserve";
import { askOf, bookErrors, callOf } from "../ledger/testing";
import { openModels } from "../models/open";
import { keyToChange } from "./access";
import { createKey } from "./create";
import { listKeys } from "./list";
import { patchKey } from "./patch";
import { revokeKey } from "./revoke";
import { rotateKey } from "./rotate";
import { createKeyBody, patchKeyBody } from "./schemas";

testDatabase();
beforeAll(() => openModels());

const made = (viewer: Awaited<ReturnType<typeof makePerson>>, body: object) =>
  createKey({ viewer, input: createKeyBody.parse({ name: "k", ...body }) });

const listed = async (viewer: Awaited<ReturnType<typeof makePerson>>) =>
  (await listKeys({ viewer, input: { limit: 10 } })).data[0];

test("a key is made with what it is limited to, and says what its cap has left", async () => {
  const viewer = await makePerson();
  await makeAllowance({ level: "user", subjectId: viewer.userId, window: "none" });
  const { id, key } = await made(viewer, {
    purpose: "summary",
    models: ["demo"],
    requests_per_minute: 3,
    cap: { window: "calendar-day", credits: 25_000 },
  });
  expect(await personOfKey(key)).toMatchObject({
    keyId: id,
    keyPurpose: "summary",
    keyModels: ["demo"],
    keyRequestsPerMinute: 3,
  });
  const call = { ...callOf(viewer.userId), keyId: id };
  await reserve(askOf(call));
  expect((await listed(viewer))?.cap).toMatchObject({
    window: "calendar-day",
    amount_credits: 25_000,
    reserved_credits: 20_000,
    remaining_credits: 5_000,
  });
  await expect(reserve(askOf(call, { leastOutputTokens: 10 }))).rejects.toMatchObject({
    code: "allowance_exhausted",
    extra: { allowance: { name: "Cap of the key “k”" } },
  });
  // Without the key the cap is none of the call's.
  await reserve(askOf(callOf(viewer.userId)));
  expect(await bookErrors()).toEqual([]);
});

test("limits are changed and taken away again; a cap goes on with what was spent", async () => {
  const viewer = await makePerson();
  await makeAllowance({ level: "user", subjectId: viewer.userId, window: "none" });
  const { id } = await made(viewer, { cap: { window: "none", usd: "0.00005" } });
  await reserve(askOf({ ...callOf(viewer.userId), keyId: id }));
  const patch = async (body: object) =>
    patchKey({ viewer, key: await keyToChange(viewer, id), input: patchKeyBody.parse(body) });
  expect(await patch({ name: "Robot", cap: { window: "none", credits: 90_000 } })).toMatchObject({
    name: "Robot",
    cap: { amount_credits: 90_000, reserved_credits: 20_000 },
  });
  const end = Date.now() + 60_000;
  expect(await patch({ models: ["demo"], requests_per_minute: 2, expires_at: end })).toMatchObject({
    name: "Robot",
    models: ["demo"],
    requests_per_minute: 2,
    expires_at: end,
    cap: { amount_credits: 90_000 },
  });
  const free = await patch({
    models: null,
    requests_per_minute: null,
    expires_at: null,
    cap: null,
  });
  expect(free).toMatchObject({ models: null, requests_per_minute: null, cap: null });
  expect(await patch({ cap: { window: "rolling-24h", credits: 5 } })).toMatchObject({
    cap: { window: "rolling-24h", amount_credits: 5 },
  });
  expect(await bookErrors()).toEqual([]);
});

test("what is no model and no time to come is refused, all of it at once", async () => {
  const viewer = await makePerson();
  const wrong = made(viewer, { models: ["demo", "nothing-like-it"], expires_at: 5 });
  await expect(wrong).rejects.toMatchObject({
    code: "invalid",
    extra: { errors: [{ path: "models" }, { path: "expires_at" }] },
  });
  expect(await listed(viewer)).toBeUndefined();
  const bad = [{ models: [] }, { requests_per_minute: 0 }, { cap: { window: "none" } }, { cap: 5 }];
  for (const body of bad)
    expect(createKeyBody.safeParse({ name: "k", ...body }).success).toBe(false);
});

test("a rotated key works beside its old secret, and only until the overlap ends", async () => {
  const viewer = await makePerson();
  const { id, key: old } = await made(viewer, {});
  const rotate = async (overlapSeconds: number) =>
    rotateKey({ viewer, key: await keyToChange(viewer, id), input: { overlapSeconds } });
  const next = await rotate(60);
  const now = Date.now();
  expect((await personOfKey(old, now))?.keyId).toBe(id);
  expect((await personOfKey(next.key, now))?.keyId).toBe(id);
  expect(await personOfKey(old, now + 61_000)).toBeNull();
  expect((await personOfKey(next.key, now + 61_000))?.keyId).toBe(id);
  const last = await rotate(0);
  expect(await personOfKey(next.key)).toBeNull();
  expect(await personOfKey(old)).toBeNull();
  expect((await personOfKey(last.key))?.keyId).toBe(id);
  expect((await listed(viewer))?.last_four).toBe(last.key.slice(-4));
});

test("revoking tells who listens, and ends the cap with the key", async () => {
  const viewer = await makePerson();
  const { id, key } = await made(viewer, { cap: { window: "none", credits: 1 } });
  const heard = vi.fn();
  const deaf = onAccessChange(heard);
  await revokeKey({ viewer, input: { id } });
  deaf();
  expect(heard.mock.calls).toEqual([[{ keyId: id }]]);
  expect(await personOfKey(key)).toBeNull();
  const [cap] = await db().select().from(allowances).where(eq(allowances.subjectId, id));
  expect(cap?.deletedAt).toEqual(expect.any(Number));
  await expect(revokeKey({ viewer, input: { id } })).rejects.toMatchObject({ code: "not_found" });
});

test("a key that is limited makes and changes no other, but rotates itself", async () => {
  const viewer = await makePerson();
  const other = await made(viewer, {});
  const limits = [
    { purpose: "chat" },
    { models: ["demo"] },
    { requests_per_minute: 5 },
    { expires_at: Date.now() + 60_000 },
    { cap: { window: "none", credits: 5 } },
  ];
  for (const limit of limits) {
    const { id, key } = await made(viewer, limit);
    const asking = await personOfKey(key);
    if (!asking) throw new Error("the key works");
    const forbidden = { code: "forbidden" };
    await expect(made(asking, {})).rejects.toMatchObject(forbidden);
    const [mine, theirs] = [await keyToChange(asking, id), await keyToChange(asking, other.id)];
    await expect(patchKey({ viewer: asking, key: mine, input: {} })).rejects.toMatchObject(
      forbidden,
    );
    const input = { overlapSeconds: 5 };
    await expect(rotateKey({ viewer: asking, key: theirs, input })).rejects.toMatchObject(
      forbidden,
    );
    await rotateKey({ viewer: asking, key: mine, input });
  }
  const free = await personOfKey(other.key);
  expect(free && (await made(free, {})).id).toEqual(expect.any(String));
});

test("when a key was last used is kept once a minute at most", async () => {
  const viewer = await makePerson();
  const { id, key } = await made(viewer, {});
  const used = async () =>
    (await db().select().from(keys).where(eq(keys.id, id)))[0]?.lastUsedAt ?? null;
  const now = Date.now();
  await personOfKey(key, now);
  await expect.poll(used).toBe(now);
  await personOfKey(key, now + 59_000);
  await personOfKey(key, now + 60_000);
  await expect.poll(used).toBe(now + 60_000);
});

test("what a key allows is said in words, by id or alias", () => {
  const model = { id: "gpt", aliases: ["small"] };
  const allows = (purpose: string | null, models: string[] | null) =>
    keyAllows({ key: { purpose, models }, model, purpose: "chat" });
  expect(keyAllows({ key: null, model, purpose: "chat" })).toBeNull();
  expect([allows(null, null), allows("chat", ["gpt"]), allows(null, ["small"])]).toEqual([
    null,
    null,
    null,
  ]);
  expect(allows("title", null)).toContain('"title" only');
  expect(allows(null, ["other"])).toContain('may not use "gpt"');
});

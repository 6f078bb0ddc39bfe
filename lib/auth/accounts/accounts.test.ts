import { eq } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { type Config, config } from "../../config";
import { db } from "../../db/client";
import { conversations, identities, sessions, users } from "../../db/schema";
import { makeUser, testDatabase } from "../../db/testing";
import { env } from "../../env";
import { newId } from "../../ids";
import { createKey } from "../../keys/create";
import { setOne } from "../../one";
import { personOfKey } from "../keys/person-of-key";
import { openSession, personOfSession } from "../session";
import { makePerson, personOf } from "../testing";
import { userOfIdentity } from "./by-identity";
import { inviteToken } from "./invite";
import { anybodyCanSignIn, signUp, signUpState } from "./sign-up";
import { sweepPeople } from "./sweep";

testDatabase();

const usual = config();
const policy = (signUp: Config["signUp"]) => setOne("config", { ...usual, signUp });
afterEach(() => policy("closed"));

const password = "a kettle on the moon";
const headers = new Headers();
const input = (email: string) => ({ name: "Mira", email, password });
const userOf = async (id: string) => db().query.users.findFirst({ where: eq(users.id, id) });

async function keepConversation(userId: string): Promise<string> {
  const id = newId();
  const now = Date.now();
  await db().insert(conversations).values({
    id,
    userId,
    name: "Tea",
    namedBy: "prompt",
    model: "demo",
    createdAt: now,
    updatedAt: now,
  });
  return id;
}

test("people with a password or a provider can sign in before there is an admin", async () => {
  expect(await anybodyCanSignIn()).toBe(false);
  const [member] = await Promise.all([makeUser(), makeUser("guest")]);
  expect(await anybodyCanSignIn()).toBe(false);
  const isMember = eq(users.id, member);
  await db().update(users).set({ passwordHash: "a hash" }).where(isMember);
  expect(await anybodyCanSignIn()).toBe(true);
  await db().update(users).set({ disabledAt: 1 }).where(isMember);
  expect(await anybodyCanSignIn()).toBe(false);
  await db().update(users).set({ passwordHash: null, disabledAt: null }).where(isMember);
  const before = env();
  setOne("env", { ...before, GITHUB_ID: "an-id", GITHUB_SECRET: "a-secret" });
  expect(await anybodyCanSignIn()).toBe(true);
  setOne("env", before);
  expect(await signUpState()).toBe("first");
  await db().delete(users);
});

test("of many first accounts at once one is made, and is admin; then sign-up is closed", async () => {
  expect(await signUpState()).toBe("first");
  const tries = await Promise.allSettled(
    [..."abcdefgh"].map((letter) =>
      signUp({ viewer: null, input: input(`${letter}@okafor.example`), headers }),
    ),
  );
  const made = tries.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  expect(made).toHaveLength(1);
  expect((await userOf(made[0] ?? ""))?.role).toBe("admin");
  for (const one of tries) {
    if (one.status === "rejected") expect(one.reason).toMatchObject({ code: "forbidden" });
  }
  expect(await db().$count(users)).toBe(1);
  expect(await signUpState()).toBe("closed");
  const late = signUp({ viewer: null, input: input("late@okafor.example"), headers });
  await expect(late).rejects.toMatchObject({ code: "forbidden" });
});

test("where sign-up is open everybody becomes a member, each address once", async () => {
  policy("open");
  const id = await signUp({ viewer: null, input: input("open@okafor.example"), headers });
  expect(await userOf(id)).toMatchObject({ role: "member", email: "open@okafor.example" });
  const again = signUp({ viewer: null, input: input("open@okafor.example"), headers });
  await expect(again).rejects.toMatchObject({ code: "conflict" });
});

test("a guest who signs up is a member afterwards and keeps their conversations", async () => {
  const guest = await makePerson("guest");
  const conversation = await keepConversation(guest.userId);
  const session = await openSession(guest.userId);
  const asked = { viewer: guest, input: input("guest@okafor.example"), headers };
  await expect(signUp(asked)).rejects.toMatchObject({ code: "forbidden" });
  policy("open");
  expect(await signUp(asked)).toBe(guest.userId);
  expect(await userOf(guest.userId)).toMatchObject({ role: "member", name: "Mira" });
  const kept = await db().query.conversations.findFirst({
    where: eq(conversations.id, conversation),
  });
  expect(kept?.userId).toBe(guest.userId);
  expect(await personOfSession(session)).toBeNull();
});

test("an invitation gives its account a password, once, and only its own address", async () => {
  policy("invite");
  const id = await makeUser();
  const email = `${id}@example.com`;
  const uninvited = signUp({ viewer: null, input: input(email), headers });
  await expect(uninvited).rejects.toMatchObject({ code: "forbidden" });
  const accept = (invite: string, address = email) =>
    signUp({ viewer: null, input: { ...input(address), invite }, headers });
  const token = inviteToken({ id, email, epoch: 0 });
  await expect(accept(`${token}x`)).rejects.toMatchObject({ code: "invalid" });
  await expect(accept(token, "eve@evil.example")).rejects.toMatchObject({ code: "invalid" });
  const old = inviteToken({ id, email, epoch: 0 }, Date.now() - 8 * 24 * 3_600_000);
  await expect(accept(old)).rejects.toMatchObject({ code: "invalid" });
  const both = await Promise.allSettled([accept(token), accept(token)]);
  expect(both.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
  await expect(accept(token)).rejects.toMatchObject({ code: "invalid" });
  policy("closed");
  await expect(accept(token)).rejects.toMatchObject({ code: "forbidden" });
});

const at = (subject: string, verifiedEmail: string | null) => ({
  provider: "oidc",
  subject,
  name: "Mira at home",
  verifiedEmail,
});

test("a provider's account is linked by its verified e-mail and found again without", async () => {
  const id = await makeUser();
  const unverified = userOfIdentity(at("s1", null), null);
  await expect(unverified).rejects.toMatchObject({ code: "forbidden" });
  expect(await userOfIdentity(at("s1", `${id.toUpperCase()}@example.com`), null)).toBe(id);
  expect(await userOfIdentity(at("s1", null), null)).toBe(id);
  await db().update(users).set({ disabledAt: 1 }).where(eq(users.id, id));
  await expect(userOfIdentity(at("s1", null), null)).rejects.toMatchObject({ code: "forbidden" });
});

test("a provider's account signs up only where that is allowed", async () => {
  const stranger = at("s2", "stranger@okafor.example");
  await expect(userOfIdentity(stranger, null)).rejects.toMatchObject({ code: "forbidden" });
  policy("open");
  const id = await userOfIdentity(stranger, null);
  expect(await userOf(id)).toMatchObject({ role: "member", passwordHash: null });
  const linked = await db().query.identities.findMany({ where: eq(identities.userId, id) });
  expect(linked).toMatchObject([{ provider: "oidc", subject: "s2" }]);
});

test("where anybody may take an address, its owner at a provider takes it back", async () => {
  policy("open");
  const id = await signUp({ viewer: null, input: input("taken@okafor.example"), headers });
  const session = await openSession(id);
  const { key } = await createKey({ viewer: await personOf(id), input: { name: "k" } });
  expect(await userOfIdentity(at("s3", "taken@okafor.example"), null)).toBe(id);
  expect(await personOfSession(session)).toBeNull();
  expect(await personOfKey(key)).toBeNull();
  expect((await userOf(id))?.passwordHash).toBeNull();
});

test("guests go after 7 days with what is theirs, dead sessions too", async () => {
  const day = 24 * 3_600_000;
  const [old, young, member] = await Promise.all([
    makeUser("guest"),
    makeUser("guest"),
    makeUser(),
  ]);
  const now = Date.now();
  const ago = (days: number) => ({ createdAt: now - days * day });
  await db().update(users).set(ago(8)).where(eq(users.id, old));
  await db().update(users).set(ago(6)).where(eq(users.id, young));
  await db().update(users).set(ago(90)).where(eq(users.id, member));
  const conversation = await keepConversation(old);
  const dead = await openSession(member, now - 31 * day);
  await sweepPeople(now);
  expect(await userOf(old)).toBeUndefined();
  expect(await userOf(young)).toBeDefined();
  expect(await userOf(member)).toBeDefined();
  const gone = { where: eq(conversations.id, conversation) };
  expect(await db().query.conversations.findFirst(gone)).toBeUndefined();
  expect(await db().query.sessions.findFirst({ where: eq(sessions.id, dead) })).toBeUndefined();
});

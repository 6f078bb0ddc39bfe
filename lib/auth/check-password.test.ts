import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "../db/client";
import { users } from "../db/schema";
import { makeUser, testDatabase } from "../db/testing";
import { PurserError } from "../errors";
import { checkPassword } from "./check-password";
import { deviceCookie, knownDevice } from "./device";
import { hashPassword } from "./password";

testDatabase();

const password = "a kettle on the moon";

async function account() {
  const id = await makeUser();
  const passwordHash = await hashPassword(password);
  await db().update(users).set({ passwordHash }).where(eq(users.id, id));
  return { id, email: `${id}@example.com` };
}

async function attempt(tried: { email: string; password: string; headers?: Headers }) {
  try {
    return await checkPassword({ headers: new Headers(), ...tried });
  } catch (error) {
    return error instanceof PurserError ? error : Promise.reject(error);
  }
}

test("guessing on one account is cut off, wherever it comes from; its owner's browser is not", async () => {
  const { id, email } = await account();
  const owner = new Headers({ cookie: `purser.device=${deviceCookie(id)}` });
  const verdicts: string[] = [];
  for (let i = 0; i < 200; i += 1) {
    const headers = new Headers({ "x-forwarded-for": `203.0.113.${i}` });
    const spelling = i % 2 ? email : ` ${email.toUpperCase()} `;
    const verdict = await attempt({ email: spelling, password: `guess ${i}`, headers });
    verdicts.push(verdict instanceof PurserError ? verdict.code : "in");
  }
  expect(verdicts.filter((code) => code === "unauthenticated")).toHaveLength(10);
  expect(verdicts.slice(10).every((code) => code === "rate_limited")).toBe(true);
  const late = await attempt({ email, password });
  expect(late).toMatchObject({ code: "rate_limited", retryAfterSeconds: expect.any(Number) });
  expect((late as PurserError).message).toMatch(
    /^Too many tries on this account\. Try again in \d+ s/,
  );
  expect(await attempt({ email, password, headers: owner })).toBe(id);
});

test("a known browser is one of that user alone, and cannot be made up", async () => {
  const [mira, eve] = [await makeUser(), await makeUser()];
  const cookie = `purser.device=${deviceCookie(mira)}`;
  expect(knownDevice(cookie, mira)).not.toBeNull();
  expect(knownDevice(cookie, eve)).toBeNull();
  expect(knownDevice(cookie.replace(mira, eve), eve)).toBeNull();
  expect(knownDevice(`${cookie}x`, mira)).toBeNull();
  expect(knownDevice("purser.device=..", "")).toBeNull();
});

test("a known browser may not guess without end either", async () => {
  const { id, email } = await account();
  const headers = new Headers({ cookie: `purser.device=${deviceCookie(id)}` });
  const codes: string[] = [];
  for (let i = 0; i < 12; i += 1) {
    const verdict = await attempt({ email, password: `guess ${i}`, headers });
    codes.push(verdict instanceof PurserError ? verdict.code : "in");
  }
  expect(codes.filter((code) => code === "rate_limited")).toHaveLength(2);
});

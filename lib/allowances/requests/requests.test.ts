import { afterAll, beforeAll, expect, it } from "vitest";
import { makePerson } from "../../auth/testing";
import type { Person, Viewer } from "../../auth/viewer";
import { testDatabase } from "../../db/testing";
import { newId } from "../../ids";
import { bookErrors } from "../../ledger/testing";
import { openModels } from "../../models/open";
import { listEntries } from "../entries";
import { allowancesOf } from "../list";
import { makeAllowance } from "../testing";
import { askForMore } from "./ask";
import { declineRequest, grantRequest } from "./decide";
import { listRequests } from "./list";
import type { Request } from "./request";
import { suggestedCredits } from "./request";

testDatabase();
beforeAll(() => openModels());
afterAll(async () => expect(await bookErrors()).toEqual([]));

const admin: Viewer = { kind: "admin-key", role: "admin" };
const nothing = { credits: null, expiresAt: null };

const grantIt = (request: Request, credits: number | null = null, key: string | null = null) =>
  grantRequest({
    viewer: admin,
    request,
    input: { ...nothing, credits },
    attempt: key === null ? null : { userId: "admin-key", key, digest: `${request.id} ${credits}` },
  });

async function each(amountCredits = 500) {
  return makeAllowance({ level: "each-user", amountCredits });
}

const remaining = async ({ userId }: Person, id: string) =>
  (await allowancesOf(userId)).find((one) => one.id === id)?.remainingCredits;

it("is asked once at a time, granted with the amount asked for, and told to who asked", async () => {
  const [ann, allowance] = [await makePerson(), await each()];
  const asked = await askForMore({
    viewer: ann,
    allowance,
    input: { credits: 200, note: "Letter has to go out" },
  });
  expect(asked).toMatchObject({ state: "open", credits: 200, userName: ann.name });
  const again = askForMore({ viewer: ann, allowance, input: { credits: 1, note: null } });
  await expect(again).rejects.toMatchObject({ code: "conflict" });
  const granted = await grantIt(asked);
  expect(granted).toMatchObject({ state: "granted", grantedCredits: 200, decidedBy: "admin-key" });
  expect(await remaining(ann, allowance.id)).toBe(700);
  const { data } = await listRequests({ viewer: ann, input: { limit: 10 } });
  expect(data.map(({ id, state }) => [id, state])).toEqual([[asked.id, "granted"]]);
  const ledger = await listEntries({ viewer: ann, allowance, input: { limit: 10 } });
  expect(ledger.data[0]).toMatchObject({
    kind: "grant",
    cause: "asked for and granted",
    note: "Letter has to go out",
  });
  await askForMore({ viewer: ann, allowance, input: { credits: null, note: null } });
});

it("is decided once: of twenty grants and declines at once one wins, and grants once", async () => {
  const [ann, allowance] = [await makePerson(), await each()];
  const request = await askForMore({ viewer: ann, allowance, input: { credits: 10, note: null } });
  const decisions = Array.from({ length: 20 }, (_, n) =>
    n % 2 === 0 ? grantIt(request) : declineRequest({ viewer: admin, request }),
  );
  const ended = await Promise.allSettled(decisions);
  const won = ended.filter(({ status }) => status === "fulfilled");
  expect(won).toHaveLength(1);
  for (const end of ended) {
    if (end.status === "rejected") expect(end.reason).toMatchObject({ code: "conflict" });
  }
  const { data } = await listRequests({ viewer: ann, input: { limit: 10 } });
  const expected = data[0]?.state === "granted" ? 510 : 500;
  expect(await remaining(ann, allowance.id)).toBe(expected);
});

it("grants nothing more when the same request comes again, and refuses another body", async () => {
  const [ann, allowance] = [await makePerson(), await each()];
  const request = await askForMore({ viewer: ann, allowance, input: { credits: 10, note: null } });
  const key = newId();
  await Promise.all([grantIt(request, 30, key), grantIt(request, 30, key)]);
  expect(await grantIt(request, 30, key)).toMatchObject({ grantedCredits: 30 });
  await expect(grantIt(request, 31, key)).rejects.toMatchObject({ code: "conflict" });
  expect(await remaining(ann, allowance.id)).toBe(530);
});

it("wants an amount where none was asked for, and suggests a period's", async () => {
  const [ann, allowance] = [await makePerson(), await each(700)];
  const request = await askForMore({
    viewer: ann,
    allowance,
    input: { credits: null, note: null },
  });
  expect(suggestedCredits(request)).toBe(700);
  await expect(grantIt(request)).rejects.toMatchObject({ code: "invalid" });
  await declineRequest({ viewer: admin, request });
  expect(await remaining(ann, allowance.id)).toBe(700);
});

it("is not for a cap of one's own, nor for what does not bind, nor without end", async () => {
  const ann = await makePerson();
  const own = { kind: "cap", level: "user", subjectId: ann.userId, createdBy: ann.userId } as const;
  const input = { credits: 1, note: null };
  const cap = await makeAllowance(own);
  await expect(askForMore({ viewer: ann, allowance: cap, input })).rejects.toThrow(/set this cap/);
  const bob = await makePerson();
  const foreign = await makeAllowance({ level: "user", subjectId: bob.userId });
  await expect(askForMore({ viewer: ann, allowance: foreign, input })).rejects.toMatchObject({
    code: "invalid",
  });
  const allowance = await each();
  for (let n = 0; n < 20; n++) {
    const request = await askForMore({ viewer: ann, allowance, input });
    await declineRequest({ viewer: admin, request });
  }
  const oneMore = askForMore({ viewer: ann, allowance, input });
  await expect(oneMore).rejects.toMatchObject({ code: "rate_limited" });
});

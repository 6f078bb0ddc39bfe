import { beforeAll, expect, it } from "vitest";
import { makePerson } from "../auth/testing";
import { testDatabase } from "../db/testing";
import { newId } from "../ids";
import { close } from "../ledger/close";
import { reserve } from "../ledger/reserve";
import { askOf, callOf, endingOf } from "../ledger/testing";
import { openModels } from "../models/open";
import { allowanceToSee } from "./access";
import { allowanceJson } from "./allowance-json";
import { grant } from "./grant";
import { listAllowances } from "./list";
import { makeAllowance } from "./testing";

testDatabase();
beforeAll(() => openModels());

const admin = { kind: "admin-key", role: "admin" } as const;
const hour = 3_600_000;
const day = 24 * hour;
const noon = Date.UTC(2026, 10, 25, 12);
/** A token is 1,000 credits. */
const perToken = 1000;

type Person = Awaited<ReturnType<typeof makePerson>>;

async function spend({ userId, keyId }: Person, tokens: number, now: number, open = false) {
  const input = { method: "bytes" as const, bytes: 0, messages: 0, tokens: 0 };
  const call = { ...callOf(userId), keyId };
  const held = await reserve(askOf(call, { input, outputTokens: tokens, now }));
  if (!open) await close(held, endingOf(0, tokens));
}

const shown = async (viewer: Person, id: string, now: number) => {
  const { data } = await listAllowances({ viewer, input: { limit: 200 } }, now);
  const listed = data.find((each) => each.id === id);
  return listed && allowanceJson(listed);
};

const give = (allowance: Parameters<typeof grant>[0]["allowance"], tokens: number, at: number) =>
  grant(
    {
      viewer: admin,
      allowance,
      input: { credits: tokens * perToken, expiresAt: at, note: null, userId: null },
      attempt: null,
    },
    noon,
  );

it("of a rolling window says what is spent within it, and what comes back next, and when", async () => {
  const ann = await makePerson();
  const own = { level: "user", subjectId: ann.userId, amountCredits: 100 * perToken } as const;
  const { id } = await makeAllowance({ ...own, window: "rolling-24h" });
  expect(await shown(ann, id, noon)).toMatchObject({ resets_at: null, returns_credits: null });
  await spend(ann, 30, noon);
  await spend(ann, 20, noon + hour);
  await spend(ann, 5, noon + 2 * hour, true);
  const before = await shown(ann, id, noon + 2 * hour);
  expect(before).toMatchObject({
    amount_credits: 100 * perToken,
    spent_credits: 50 * perToken,
    reserved_credits: 5 * perToken,
    remaining_credits: 45 * perToken,
    resets_at: noon + day,
    returns_credits: 30 * perToken,
  });
  expect(await shown(ann, id, noon + day)).toMatchObject({
    spent_credits: 20 * perToken,
    remaining_credits: 75 * perToken,
    resets_at: noon + hour + day,
    returns_credits: 20 * perToken,
  });
});

it("counts grants and what rolled over in, and says what is left of each and until when", async () => {
  const ann = await makePerson();
  const own = { level: "user", subjectId: ann.userId, amountCredits: 100 * perToken } as const;
  const allowance = await makeAllowance({ ...own, rollover: "period", createdAt: noon - 9 * day });
  await give(allowance, 40, noon + 3 * day);
  await spend(ann, 110, noon);
  const midnight = Date.UTC(2026, 10, 26);
  expect(await shown(ann, allowance.id, noon)).toMatchObject({
    amount_credits: 240 * perToken,
    spent_credits: 110 * perToken,
    remaining_credits: 130 * perToken,
    resets_at: midnight,
    grants: [{ kind: "grant", remaining_credits: 40 * perToken, expires_at: noon + 3 * day }],
  });
  await spend(ann, 60, noon);
  expect((await shown(ann, allowance.id, midnight))?.remaining_credits).toBe(170 * perToken);
  await spend(ann, 16, midnight);
  expect(await shown(ann, allowance.id, midnight)).toMatchObject({
    remaining_credits: 154 * perToken,
    grants: [
      { kind: "rollover", remaining_credits: 14 * perToken },
      { kind: "grant", remaining_credits: 40 * perToken },
    ],
  });
});

it("a cap of one key is shown to calls with that key alone, and counts them alone", async () => {
  const ann = await makePerson();
  await makeAllowance({ level: "user", subjectId: ann.userId });
  const byKey = { ...ann, keyId: newId() };
  const cap = { kind: "cap", level: "key", subjectId: byKey.keyId } as const;
  const { id } = await makeAllowance({ ...cap, amountCredits: 50 * perToken });
  await spend(ann, 30, noon);
  await spend(byKey, 20, noon);
  expect(await shown(byKey, id, noon)).toMatchObject({ remaining_credits: 30 * perToken });
  expect(await allowanceToSee(byKey, id)).toMatchObject({ id });
  expect(await shown(ann, id, noon)).toBeUndefined();
  await expect(spend(byKey, 31, noon)).resolves.toBeUndefined();
  await expect(spend(byKey, 16, noon)).rejects.toMatchObject({ extra: { allowance: { id } } });
});

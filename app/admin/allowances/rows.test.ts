import { beforeAll, expect, it } from "vitest";
import { grant } from "@/lib/allowances/grant";
import { allAllowances } from "@/lib/allowances/list";
import { makeAllowance } from "@/lib/allowances/testing";
import { makeUser, testDatabase } from "@/lib/db/testing";
import { openModels } from "@/lib/models/open";
import { allowanceWords, besideWords } from "./rows";

testDatabase();
beforeAll(() => openModels());

const admin = { kind: "admin-key", role: "admin" } as const;

/** The words beside the amount, after a grant of 2 cents. */
async function granted(over: Parameters<typeof makeAllowance>[0], userId: string | null = null) {
  const allowance = await makeAllowance(over);
  const input = { credits: 20_000_000, expiresAt: null, note: null, userId };
  await grant({ viewer: admin, allowance, input, attempt: null });
  const listed = (await allAllowances()).find(({ id }) => id === allowance.id);
  if (!listed) throw new Error("it is not listed");
  return besideWords(listed);
}

it("tells allowances of the same name apart", async () => {
  const mira = { id: "m", name: "Mira" };
  const subjects = { people: [mira], groups: [{ id: "g", name: "7b" }] };
  const named = { name: "Chat", kind: "budget", window: "calendar-day" } as const;
  const all = [
    { level: "each-user" },
    { level: "group", subjectId: "g" },
    { level: "user", subjectId: "m", purpose: "title" },
    { level: "instance", kind: "cap", window: "calendar-month", model: "demo" },
    { level: "user", subjectId: "gone", window: "none" },
  ] as const;
  const words = await Promise.all(
    all.map(async (over) => allowanceWords(await makeAllowance({ ...named, ...over }), subjects)),
  );
  expect(words).toEqual([
    "Chat: each person, each day",
    "Chat: group 7b, each day",
    "Chat: Mira, for title, each day",
    expect.stringMatching(/^Chat: a cap, everybody together, with .+, each month$/),
    "Chat: a guest, topped up",
  ]);
});

it("tells grants beside the amount they are on top of", async () => {
  const [first] = [await makeUser(), await makeUser()];
  expect(await granted({})).toBe("+ 2.00 topped up");
  expect(await granted({ rollover: "period" })).toBe("+ 2.00 topped up or left over");
  expect(await granted({ level: "each-user" }, first)).toMatch(/^\+ [01]\.\d\d topped up, mean$/);
  const [without] = await allAllowances();
  expect(
    without && besideWords({ ...without, amountCredits: without.allowance.amountCredits }),
  ).toBe("");
});

import type { Problem } from "./api";
import { allowances, chat, directed, start } from "./chat";
import { addUpstream, expect, test } from "./fixtures";
import type { TestPerson } from "./person";
import type { Purser } from "./purser";

type Refused = Problem & {
  allowance: { id: string; name: string };
  needed_credits: number;
  available_credits: number;
  resets_at: number | null;
};

type Made = { level: string; subject_id?: string; name: string; credits: number };

async function make(purser: Purser, over: Made & Record<string, unknown>): Promise<string> {
  const body = { kind: "budget", window: "calendar-day", ...over };
  const made = await purser.admin.post<{ id: string }>("/api/allowances", body);
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return made.body.id;
}

const ample = 1_000_000_000;
const ask = (person: TestPerson, purpose: string) =>
  start(person, directed({ tokens: 20 }), { purpose });

/** It says in words and figures which allowance, what was needed, what is left, until when. */
function expectRefused(
  reply: { status: number; body: unknown },
  id: string,
  name: string,
): Refused {
  const refused = reply.body as Refused;
  expect(reply.status).toBe(402);
  expect(refused).toMatchObject({ code: "allowance_exhausted", allowance: { id, name } });
  expect(refused.needed_credits).toBeGreaterThan(refused.available_credits);
  const midnight = new Date().setUTCHours(24, 0, 0, 0);
  expect(refused.resets_at).toBe(midnight);
  expect(refused.detail).toMatch(
    /“.+” (is used up|does not reach for this) until 00:00 UTC: it can cost .+ cents, and .+ (is|are) left\./,
  );
  expect(refused.detail).toContain(`“${name}”`);
  expect(refused.detail).toContain("Nothing was sent and nothing was charged.");
  return refused;
}

test("an empty budget of one purpose stops that purpose alone, and the other way round", async ({
  person,
  purser,
}) => {
  const asking = await person();
  const own = { level: "user", subject_id: asking.id };
  const general = await make(purser, { ...own, name: "General", credits: ample });
  const enrichments = { ...own, name: "Enriching", purpose: "enrichments" };
  const special = await make(purser, { ...enrichments, credits: 1 });

  const refused = expectRefused(await ask(asking, "enrichments"), special, "Enriching");
  expect(refused.available_credits).toBe(1);
  expect((await chat(asking, directed({ tokens: 20 }))).receipt).toMatchObject({ status: "done" });

  const standing = async () => (await allowances(asking)).find(({ id }) => id === general);
  // The title is a call of its own.
  await expect.poll(async () => (await standing())?.reserved_credits).toBe(0);
  const spent = await standing();
  const swapped = await purser.admin.patch(`/api/allowances/${general}`, {
    credits: spent?.spent_credits,
  });
  expect(swapped.status).toBe(200);
  await purser.admin.patch(`/api/allowances/${special}`, { credits: ample });
  const none = expectRefused(await ask(asking, "chat"), general, "General");
  expect(none.available_credits).toBe(0);
  expect(none.detail).toContain("“General” is used up until 00:00 UTC");
  expect((await ask(asking, "enrichments")).status).toBe(201);
});

test("instance and group levels bind at the same time, and the one that refuses is named", async ({
  newPurser,
  upstream,
  person,
}) => {
  const purser = await newPurser();
  await addUpstream(purser, upstream);
  const asking = await person({ at: purser });
  const other = await person({ at: purser });
  const group = await purser.admin.post<{ id: string }>("/api/groups", {
    name: "Editors",
    members: [asking.id],
  });
  const shared = { level: "group", subject_id: group.body.id, name: "For editors" };
  const ofGroup = await make(purser, { ...shared, credits: ample });
  const ofAll = await make(purser, { level: "instance", name: "For all", credits: ample });
  await chat(asking, directed({ tokens: 20, match: { stream: true } }));
  await expect
    .poll(async () => (await allowances(asking)).map(({ reserved_credits }) => reserved_credits))
    .toEqual([0, 0, 0]);
  const counted = await allowances(asking);
  expect(new Set(counted.map(({ spent_credits }) => spent_credits)).size).toBe(1);

  const limit = (id: string, credits: number) =>
    purser.admin.patch(`/api/allowances/${id}`, { credits });
  await limit(ofGroup, 1);
  expectRefused(await ask(asking, "chat"), ofGroup, "For editors");
  expect((await ask(other, "chat")).status).toBe(201);
  await limit(ofGroup, ample);
  await limit(ofAll, 1);
  expectRefused(await ask(asking, "chat"), ofAll, "For all");
  expectRefused(await ask(other, "chat"), ofAll, "For all");
});

import { routeFiles } from "../scripts/route-files";
import { type Actor, actors, addressOf, aside, type Decision, decisions } from "./access";
import { expect, test } from "./access-house";
import type { Headers, House, Owner } from "./house";

test("every route and verb has a decision, and every decision a route", () => {
  const there = routeFiles().map(({ verb, path }) => `${verb} ${path}`);
  expect(there.filter((route) => !decisions[route])).toEqual([]);
  expect(Object.keys(decisions).filter((route) => !there.includes(route))).toEqual([]);
});

type Asked = { route: string; decision: Decision; owner: Owner; headers: Headers };

async function ask(house: House, { route, decision, owner, headers }: Asked) {
  const verb = route.split(" ")[0]?.replace("PAGE", "GET");
  const body = decision.body?.(owner.theirs);
  const json: Headers = body === undefined ? {} : { "content-type": "application/json" };
  const reply = await fetch(house.purser.url + addressOf(route, decision, owner.theirs), {
    method: verb,
    headers: { ...json, ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
    redirect: "manual",
  });
  return { status: reply.status, text: await reply.text() };
}

function headersOf(house: House, actor: Actor, owner: Owner): Headers {
  if (actor === "nobody") return {};
  return actor === "owner" ? owner.headers : house[actor];
}

for (const [route, decision] of Object.entries({ ...decisions, ...aside })) {
  test(route, async ({ house }) => {
    let owner = await house.owner();
    const got: [Actor, number | string][] = [];
    const askAs = async (actor: Actor) => {
      const headers = headersOf(house, actor, owner);
      const { status, text } = await ask(house, { route, decision, owner, headers });
      if (status < 300 && (actor === "guest" || actor === "other")) tellsNothing(text, owner);
      got.push([actor, status === decision.status[actor] ? status : `${status} ${text}`]);
    };
    // Refusals first: what they leave behind must still be there for those who may.
    for (const actor of actors.filter((a) => decision.status[a] >= 400)) await askAs(actor);
    for (const actor of actors.filter((a) => decision.status[a] < 400)) {
      await askAs(actor);
      if (!/^(GET|PAGE)/.test(route)) owner = await house.owner();
    }
    expect(Object.fromEntries(got)).toEqual(decision.status);
    const disabled = await ask(house, { route, decision, owner, headers: house.disabled });
    // A page does not tell keys apart: who has none that is good is nobody.
    expect(disabled.status).toBe(route.startsWith("PAGE") ? decision.status.nobody : 401);
  });
}

/** What somebody else is told names nothing of the owner's but what they chose to share. */
function tellsNothing(text: string, { theirs, person }: Owner): void {
  const { user, conversation, key, cap, call, group } = theirs;
  for (const id of [user, conversation, key, cap, call, group, person.email]) {
    expect(text).not.toContain(id);
  }
}

const absent = "01h000000000000000000000zz";

test("somebody else's and what does not exist are the same answer", async ({ house }) => {
  const owner = await house.owner();
  const theirs = Object.fromEntries(Object.keys(owner.theirs).map((name) => [name, absent]));
  const nobodys = { ...owner, theirs: theirs as Owner["theirs"] };
  const foreign = Object.entries(decisions).filter(
    // A page has a nonce and ids of its own; its status says it.
    ([route, { status }]) =>
      status.other === 404 && status.owner < 400 && !route.startsWith("PAGE"),
  );
  expect(foreign.length).toBeGreaterThan(12);
  for (const [route, decision] of foreign) {
    const headers = house.other;
    const answer = await ask(house, { route, decision, owner, headers });
    expect(await ask(house, { route, decision, owner: nobodys, headers }), route).toEqual(answer);
  }
});

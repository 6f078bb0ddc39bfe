import { expect, request as newRequest } from "@playwright/test";
import { type Belongings, cap } from "./access";
import type { Page } from "./api";
import { addUpstream, model } from "./fixtures";
import { makePerson, type TestPerson } from "./person";
import { type Purser, startPurser } from "./purser";
import type { Upstream } from "./upstream/server";

export type Headers = Record<string, string>;

/** A server with one of each who may ask, as the headers they ask with. */
export type House = {
  purser: Purser;
  guest: Headers;
  disabled: Headers;
  other: Headers;
  admin: Headers;
  adminKey: Headers;
  /** Somebody new to whom one of each thing belongs. */
  owner(): Promise<Owner>;
};

export type Owner = { person: TestPerson; headers: Headers; theirs: Belongings };

const bearer = (key: string): Headers => ({ authorization: `Bearer ${key}` });

export async function makeHouse(upstream: Upstream): Promise<House> {
  const purser = await startPurser();
  // Before there is a model that costs money: then nobody new comes in as a guest.
  const guest = await signInAsGuest(purser.url);
  await addUpstream(purser, upstream);
  const [other, admin, disabled] = await Promise.all([
    makePerson(purser),
    makePerson(purser, "admin"),
    makePerson(purser),
  ]);
  const off = await purser.admin.patch(`/api/users/${disabled.id}`, { disabled: true });
  expect(off.status).toBe(200);
  return {
    purser,
    guest,
    disabled: bearer(disabled.key),
    other: bearer(other.key),
    admin: bearer(admin.key),
    adminKey: bearer(purser.adminKey),
    owner: () => makeOwner(purser, upstream),
  };
}

async function signInAsGuest(url: string): Promise<Headers> {
  const context = await newRequest.newContext();
  const form = { json: "true" };
  const headers = { origin: url };
  const reply = await context.post(`${url}/api/auth/callback/guest`, { form, headers });
  expect(reply.ok(), await reply.text()).toBe(true);
  const { cookies } = await context.storageState();
  await context.dispose();
  return { ...headers, cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; ") };
}

async function makeOwner(purser: Purser, upstream: Upstream): Promise<Owner> {
  const person = await makePerson(purser);
  const made = async <T extends object>(path: string, body: object, api = person.api) => {
    const reply = await api.post<T>(path, body);
    expect(reply.status, `${path} ${JSON.stringify(reply.body)}`).toBeLessThan(300);
    return reply.body;
  };
  const conversation = await made<{ id: string; response_id: string; trace_id: string }>(
    "/api/conversations",
    {
      prompt: "Hello",
      model: model.id,
    },
  );
  // Read to its end, so that there is a call to show and nothing left to stop.
  await (await person.api.raw("GET", `/api/conversations/${conversation.id}/events`)).text();
  const { admin } = purser;
  const name = `of ${person.email}`;
  const budgets = await person.api.get<Page<{ id: string }>>("/api/allowances");
  const budget = budgets.body.data[0]?.id ?? "";
  const worth = { allowance_id: budget, usd: "0.01" };
  const [share, calls, key, held, ownCap, group, place, request, vouchers] = await Promise.all([
    made<{ token: string }>(`/api/conversations/${conversation.id}/shares`, { mode: "snapshot" }),
    person.api.get<Page<{ id: string }>>("/api/usage/calls"),
    made<{ id: string }>("/api/keys", { name: "another" }),
    made<{ id: string }>("/api/reservations", reservation),
    made<{ id: string }>("/api/allowances", { ...cap, subject_id: person.id }),
    made<{ id: string }>("/api/groups", { name, members: [person.id] }, admin),
    made<{ id: string }>("/api/endpoints", endpoint(upstream), admin),
    made<{ id: string }>(`/api/allowances/${budget}/requests`, { usd: "0.01" }),
    made<Page<{ id: string }>>("/api/vouchers", worth, admin),
  ]);
  const theirs: Belongings = {
    user: person.id,
    conversation: conversation.id,
    response: conversation.response_id,
    share: share.token,
    key: key.id,
    trace: conversation.trace_id,
    reservation: held.id,
    cap: ownCap.id,
    call: calls.body.data[0]?.id ?? "",
    group: group.id,
    endpoint: place.id,
    request: request.id,
    voucher: vouchers.data[0]?.id ?? "",
  };
  return { person, headers: bearer(person.key), theirs };
}

const reservation = { model: model.id, input_tokens: 1, max_output_tokens: 1 };

function endpoint(upstream: Upstream) {
  const name = `place-${Math.random()}`;
  const models = [{ ...model, id: name }];
  return { name, kind: "openai-compatible", base_url: upstream.baseUrl, api_key: "sk-1", models };
}

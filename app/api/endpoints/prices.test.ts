import { beforeAll, describe, expect, it } from "vitest";
import { signedInCookie } from "@/lib/auth/testing";
import { db } from "@/lib/db/client";
import { prices } from "@/lib/db/schema";
import { makeUser, testDatabase } from "@/lib/db/testing";
import type { Handler } from "@/lib/http/route";
import { openModels } from "@/lib/models/open";
import { findModel } from "@/lib/models/registry";
import { priceTable } from "@/lib/pricing/price-table.testing";
import { PUT as putPrice, POST as rerate } from "../models/[...id]/route";
import { GET as getQuote } from "../quote/route";
import { PATCH } from "./[id]/route";
import { GET, POST } from "./route";

testDatabase();
let admin = "";
beforeAll(async () => {
  await openModels();
  admin = await signedInCookie(await makeUser("admin"));
});

type Asked = { method?: string; id?: string | string[]; body?: unknown; query?: string };

async function call(handler: Handler, { method = "GET", id = "", body, query = "" }: Asked = {}) {
  const request = new Request(`http://purser.test/api/x${query}`, {
    method,
    headers: {
      cookie: admin,
      host: "purser.test",
      "sec-fetch-site": "same-origin",
      "content-type": "application/json",
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const response = await handler(request, { params: Promise.resolve({ id }) });
  return { status: response.status, json: await response.json() };
}

const openai = (models: object[]) => ({
  name: "Mine",
  kind: "openai",
  api_key: "sk-0000-1111-2222",
  models,
});

async function endpointOf(model: string) {
  const { json } = await call(GET, { query: "?limit=200" });
  const all = json.data.flatMap((one: { models: { id: string }[] }) => one.models);
  return all.find((one: { id: string }) => one.id === model);
}

describe("a model that the catalogue knows by its family alone", () => {
  it("is not taken without a price, and the refusal says what its family costs", async () => {
    const refused = await call(POST, {
      method: "POST",
      body: openai([{ id: "gpt-5-nano-2030-01-01" }]),
    });
    expect(refused.status).toBe(422);
    expect(refused.json.errors[0].message).toMatch(/only by its family.*0\.05 in, 0\.4 out/);
  });

  it("has a suggested price, which makes it callable when it is put", async () => {
    const made = await call(POST, {
      method: "POST",
      body: openai([{ id: "nano", upstream_id: "gpt-5-nano" }]),
    });
    expect(made.json.models[0]).toMatchObject({ suggested_price: null, not_callable: null });
    const models = [{ id: "nano", upstream_id: "gpt-5-nano-2030-01-01" }];
    const { json } = await call(PATCH, { method: "PATCH", id: made.json.id, body: { models } });
    const [model] = json.models;
    expect(model).toMatchObject({
      price: null,
      suggested_price: { input: "0.05", output: "0.4", source: "catalogue, by family: gpt-5-nano" },
      not_callable: expect.stringMatching(/no price.*only by its family/),
    });
    const put = await call(putPrice, {
      method: "PUT",
      id: ["nano", "price"],
      body: { price: model.suggested_price },
    });
    expect(put.json.price).toEqual(model.suggested_price);
    expect(await endpointOf("nano")).toMatchObject({ suggested_price: null, not_callable: null });
  });

  it("says what is priced apart, and what lacks a key", async () => {
    const apart = await call(POST, { method: "POST", body: openai([{ id: "gpt-audio" }]) });
    expect(apart.json.errors[0].message).toContain("prices output audio apart");
    const body = { ...openai([{ id: "keyless", upstream_id: "gpt-4o" }]), api_key: null };
    const { json } = await call(POST, { method: "POST", body });
    expect(json.models[0].not_callable).toBe("It has no key.");
  });
});

describe("a price that is put", () => {
  const now = Date.now();
  const put = (usd: number, effective_from?: number) =>
    call(putPrice, {
      method: "PUT",
      id: ["dated", "price"],
      body: {
        price: { input: usd, output: 0 },
        ...(effective_from !== undefined && { effective_from }),
      },
    });
  const inputAt = (at: number) => findModel("dated")?.priceAt(at)?.input;

  it("holds from its date, past, future or the same again, and stays in the history", async () => {
    const local = { name: "L", kind: "openai-compatible", base_url: "http://127.0.0.1:1/v1" };
    const models = [{ id: "dated", price: { input: 1, output: 0 } }];
    await call(POST, { method: "POST", body: { ...local, models } });
    await put(2, now + 1000);
    expect([now, now + 999, now + 1000].map(inputAt)).toEqual([1e6, 1e6, 2e6]);
    await put(3, now - 1000);
    expect([now - 1001, now - 1000, now, now + 1000].map(inputAt)).toEqual([1e6, 3e6, 3e6, 2e6]);
    await put(4, now - 1000);
    expect([now - 1001, now - 1000, now + 1000].map(inputAt)).toEqual([1e6, 4e6, 2e6]);
    await put(5);
    expect([now - 1000, Date.now()].map(inputAt)).toEqual([4e6, 5e6]);
    const { prices: history } = await endpointOf("dated");
    expect(history.map((one: { price: { input: string } }) => one.price.input)).toEqual(
      expect.arrayContaining(["1", "2", "3", "4", "5"]),
    );
    expect(history[0]).toMatchObject({ effective_from: 0, set_by: "admin" });
    const inForce = history.filter((one: { in_force: boolean }) => one.in_force);
    expect(inForce).toMatchObject([{ price: { input: "5" } }]);
  });

  it.each([
    [{ input: "1.0000000001", output: 1 }],
    [{ input: "1e3", output: 1 }],
    [{ input: "-0", output: 1 }],
    [{ input: "0x10", output: 1 }],
    [{ input: "", output: 1 }],
    [{ input: "1,5", output: 1 }],
    [{ input: 1e-7, output: 1 }],
    [{ input: 1_000_000.000_001, output: 1 }],
    [{ input: null, output: 1 }],
    [{ input: [1], output: 1 }],
    [{ input: 1, output: 1, cached_input: "NaN" }],
    [{ input: 1, output: 1, tiers: [{ above_input_tokens: -1, input: 1, output: 1 }] }],
    [{ input: 1, output: 1, tiers: [{ above_input_tokens: 1.5, input: 1, output: 1 }] }],
  ])("is refused as %j, and nothing is kept", async (price) => {
    const before = (await db().select().from(prices)).length;
    const refused = await call(putPrice, { method: "PUT", id: ["demo", "price"], body: { price } });
    expect(refused.status).toBe(422);
    expect((await db().select().from(prices)).length).toBe(before);
  });

  it.each([-1, 1.5, "now", 8_640_000_000_000_001])("is refused from %j on", async (from) => {
    const body = { price: { input: 1, output: 1 }, effective_from: from };
    const { status, json } = await call(putPrice, { method: "PUT", id: ["demo", "price"], body });
    expect([status, json.errors[0].path]).toEqual([422, "effective_from"]);
  });
});

describe("a quote", () => {
  const quote = (query: string) => call(getQuote, { query: `?${query}` });

  it("is the price table, to the credit", async () => {
    const models = priceTable.map(({ model, price }) => ({ id: `table/${model}`, price }));
    const local = { name: "Table", kind: "openai-compatible", base_url: "http://127.0.0.1:1/v1" };
    expect((await call(POST, { method: "POST", body: { ...local, models } })).status).toBe(201);
    for (const { model, credits } of priceTable) {
      const { json } = await quote(`model=table/${model}&input_tokens=1000&output_tokens=100`);
      expect([model, json.credits]).toEqual([model, credits]);
    }
    const above = await quote("model=table/gemini-1.5-pro&input_tokens=128001&output_tokens=1");
    expect(above.json).toMatchObject({
      credits: 128_001 * 2500 + 10_000,
      tier: { above_input_tokens: 128_000 },
    });
    const tiny = await quote("model=table/gemini-1.5-flash-8b&input_tokens=6&output_tokens=22");
    expect(tiny.json).toMatchObject({ credits: 3525, usd: "0.000003525" });
  });

  it("counts the buckets of the input apart, and takes the price of its time", async () => {
    const price = { input: 1, cached_input: "0.1", cache_write: "1.25", output: 2 };
    const local = { name: "Buckets", kind: "openai-compatible", base_url: "http://127.0.0.1:1/v1" };
    await call(POST, { method: "POST", body: { ...local, models: [{ id: "buckets", price }] } });
    const later = Date.now() + 60_000;
    const body = { price: { input: 10, output: 10 }, effective_from: later };
    await call(putPrice, { method: "PUT", id: ["buckets", "price"], body });
    const all =
      "model=buckets&input_tokens=1000&cached_input_tokens=600&cache_write_tokens=300&output_tokens=7";
    expect((await quote(all)).json.credits).toBe(100_000 + 60_000 + 375_000 + 14_000);
    expect((await quote(`${all}&at=${later}`)).json.credits).toBe(1007 * 10_000);
  });

  it.each([
    "input_tokens=-1",
    "input_tokens=99999999999999999999",
    "input_tokens=1e9",
    "input_tokens=0x10",
    "input_tokens=%2010",
    "input_tokens=",
    "input_tokens=Infinity",
    "output_tokens=NaN",
    "output_tokens=1000000001",
    "cached_input_tokens=1",
    "input_tokens=5&cached_input_tokens=3&cache_write_tokens=3",
    "cache_write_tokens=-1",
    "at=yesterday",
    "at=-1",
    "at=8640000000000001",
    "at=1.5",
    "at=",
    "color=red",
  ])("is refused with %s", async (query) => {
    const { status, json } = await quote(`model=demo&${query}`);
    // One mistake, one error: another beside it would be untrue.
    expect([status, json.errors.length]).toEqual([422, 1]);
  });
});

it.each([
  [{ from: -1 }],
  [{ from: "2026-01-01" }],
  [{ from: 5, to: 5 }],
  [{ from: 5, to: 4 }],
  [{ from: 0, to: 8_640_000_000_000_000 }],
  [{ from: 0, confirm: "yes" }],
  [{ from: 0, price: { input: -1, output: 1 } }],
  [{ to: 5 }],
  [{ from: 0, note: "x" }],
])("a correction is refused with %j", async (more) => {
  const body = { price: { input: 1, output: 1 }, ...more };
  const refused = await call(rerate, { method: "POST", id: ["demo", "rerate"], body });
  expect(refused.status).toBe(422);
});

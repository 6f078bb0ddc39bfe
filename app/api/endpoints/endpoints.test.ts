import { beforeAll, describe, expect, it } from "vitest";
import { signedInCookie } from "@/lib/auth/testing";
import { db } from "@/lib/db/client";
import { endpoints, prices } from "@/lib/db/schema";
import { makeUser, testDatabase } from "@/lib/db/testing";
import type { Handler } from "@/lib/http/route";
import { openModels } from "@/lib/models/open";
import { findModel } from "@/lib/models/registry";
import { GET as getModel, PUT as putPrice } from "../models/[...id]/route";
import { GET as listModels } from "../models/route";
import { GET as getQuote } from "../quote/route";
import { DELETE, GET as getEndpoint, PATCH } from "./[id]/route";
import { GET, POST } from "./route";

testDatabase();
let admin = "";
let member = "";
beforeAll(async () => {
  await openModels();
  admin = await signedInCookie(await makeUser("admin"));
  member = await signedInCookie(await makeUser("member"));
});

type Asked = {
  method?: string;
  id?: string | string[];
  body?: unknown;
  query?: string;
  cookie?: string;
};

async function call(handler: Handler, asked: Asked = {}) {
  const { method = "GET", id = "", body, query = "", cookie = admin } = asked;
  const request = new Request(`http://purser.test/api/x${query}`, {
    method,
    headers: {
      cookie,
      host: "purser.test",
      "sec-fetch-site": "same-origin",
      "content-type": "application/json",
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const response = await handler(request, { params: Promise.resolve({ id }) });
  const text = await response.text();
  return { status: response.status, json: text === "" ? null : JSON.parse(text) };
}

const local = {
  name: "Local",
  kind: "openai-compatible",
  base_url: "http://127.0.0.1:11434/v1/",
  api_key: "sk-canary-abcd",
};
const price = { input: "0.0375", output: 0.15 };
const model = (id: string, more: object = {}) => ({ id, price, ...more });
const create = (models: object[], more: object = {}) =>
  call(POST, { method: "POST", body: { ...local, ...more, models } });

describe("an endpoint", () => {
  it("is made with its models, which can be called at once; its key is write-only", async () => {
    const made = await create([model("org/tiny", { upstream_id: "tiny:7b", aliases: ["tiny"] })]);
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({
      name: "Local",
      kind: "openai-compatible",
      base_url: "http://127.0.0.1:11434/v1",
      api_key_last_four: "abcd",
      origin: "admin",
      models: [
        {
          id: "org/tiny",
          upstream_id: "tiny:7b",
          aliases: ["tiny"],
          price: { input: "0.0375", output: "0.15", source: "set by an admin" },
        },
      ],
    });
    const listed = await call(GET);
    expect(JSON.stringify([made.json, listed.json])).not.toContain("canary");
    const [row] = (await db().select().from(endpoints)).filter((one) => one.name === "Local");
    expect(row?.apiKey).toMatch(/^v1\./);
    expect(row?.apiKey).not.toContain("canary");
    expect(findModel("tiny")?.provide().modelId).toBe("tiny:7b");
    const shown = await call(getModel, { id: ["org%2Ftiny"], cookie: member });
    expect(shown.json).toMatchObject({
      id: "org/tiny",
      endpoint: "Local",
      provider: "openai-compatible",
      purposes: ["chat", "summary", "enrichments"],
      demo: false,
      options: { properties: { max_output_tokens: { maximum: 1_000_000 } } },
    });
    expect((await call(getModel, { id: ["org", "tiny"] })).json.id).toBe("org/tiny");
    const all = await call(listModels, { cookie: member });
    expect(all.json.data.map((one: { id: string }) => one.id)).toEqual(["demo", "org/tiny"]);
  });

  it("takes no name twice: 409, in the request, of the instance, id or alias", async () => {
    expect((await create([model("a1"), model("a1")])).status).toBe(409);
    expect((await create([model("demo")])).status).toBe(409);
    expect((await create([model("a1", { aliases: ["org/tiny"] })])).status).toBe(409);
    expect((await create([model("tiny")])).status).toBe(409);
    expect(findModel("a1")).toBeNull();
  });

  it("made twice at once with the same id is made once", async () => {
    const both = await Promise.all([create([model("race")]), create([model("race")])]);
    expect(both.map((one) => one.status).sort()).toEqual([201, 409]);
  });

  it.each([
    [{ base_url: undefined }, "base_url"],
    [{ base_url: "ftp://host/v1" }, "base_url"],
    [{ base_url: "http://user:pass@host/v1" }, "base_url"],
    [{ base_url: "http://host/v1?key=1" }, "base_url"],
    [{ base_url: "host/v1" }, "base_url"],
    [{ kind: "openai-completion" }, "kind"],
    [{ kind: "openai-completion", template: "{prompt}" }, "kind"],
    [{ kind: "ollama" }, "kind"],
    [{ template: "{prompt}" }, "template"],
    [{ api_key: "two words" }, "api_key"],
    [{ origin: "builtin" }, "origin"],
    [{ models: [{ id: "has space", price }] }, "models.0.id"],
    [{ models: [{ id: "unpriced" }] }, "models.0.price"],
    [{ kind: "openai", models: [{ id: "gpt-4o-mini-mine" }] }, "models.0.price"],
    [{ models: [{ id: "x", price: { input: -1, output: 1 } }] }, "models.0.price.input"],
    [{ models: [{ id: "x", price: { input: "0.0000001", output: 1 } }] }, "models.0.price.input"],
    [{ models: [{ id: "x", price: { input: "1e3", output: 1 } }] }, "models.0.price.input"],
    [{ models: [{ id: "x", price: { input: 1 } }] }, "models.0.price.output"],
    [{ models: [{ id: "x", price, key: 3 }] }, "models.0.key"],
  ])("is refused with %j: 422 names %s", async (more, path) => {
    const refused = await call(POST, { method: "POST", body: { ...local, models: [], ...more } });
    expect(refused.status).toBe(422);
    expect(refused.json.errors[0].path).toBe(path);
    expect(refused.json.errors[0].message).toMatch(/\w/);
  });

  it("of OpenAI needs no price where the catalogue knows the exact id", async () => {
    const models = [{ id: "mini", upstream_id: "gpt-4o-mini" }];
    const made = await call(POST, {
      method: "POST",
      body: { name: "Mine", kind: "openai", api_key: "sk-0000-1111-2222", models },
    });
    expect(made.json).toMatchObject({
      base_url: "https://api.openai.com/v1",
      models: [{ id: "mini", price: { input: "0.15", source: "catalogue" } }],
    });
  });
});

it("is changed: models are the whole list, prices count from now, keys do not travel", async () => {
  const { json } = await create([model("p1"), model("p2")], { name: "Changing" });
  const { id } = json;
  const patch = (body: object) => call(PATCH, { method: "PATCH", id, body });
  const key = findModel("p1")?.key;
  const models = [model("p1", { price: { input: 1, output: 2 } }), model("p3")];
  const changed = await patch({ name: "Changed", models });
  expect(changed.json.models.map((one: { id: string }) => one.id)).toEqual(["p1", "p3"]);
  expect(findModel("p1")?.key).toBe(key);
  expect(findModel("p1")?.priceAt(0)?.input).toBe(37_500);
  expect(findModel("p1")?.priceAt(Date.now())?.input).toBe(1_000_000);
  const elsewhere = await patch({ base_url: "https://evil.example/v1" });
  expect(elsewhere.status).toBe(422);
  expect(elsewhere.json.errors[0].path).toBe("api_key");
  const moved = await patch({ base_url: "https://new.example/v1", api_key: "sk-for-the-new-9999" });
  expect(moved.json).toMatchObject({ api_key_last_four: "9999", name: "Changed" });
  expect((await patch({})).json.base_url).toBe("https://new.example/v1");
  expect((await patch({ models: [model("tiny")] })).status).toBe(409);
});

it("is deleted with its key; prices stay, and its ids are free again", async () => {
  const { json } = await create([model("gone")], { name: "Going" });
  const key = findModel("gone")?.key;
  expect((await call(DELETE, { method: "DELETE", id: json.id })).status).toBe(204);
  expect(findModel("gone")).toBeNull();
  expect((await call(getEndpoint, { id: json.id })).status).toBe(404);
  expect((await call(DELETE, { method: "DELETE", id: json.id })).status).toBe(404);
  const rows = await db().select().from(endpoints);
  expect(rows.find((row) => row.id === json.id)).toMatchObject({ apiKey: null });
  expect((await db().select().from(prices)).some((row) => row.modelKey === key)).toBe(true);
  expect((await create([model("gone")])).status).toBe(201);
  expect(findModel("gone")?.key).not.toBe(key);
});

it("that is declared elsewhere cannot be changed here", async () => {
  const { json } = await call(GET, { query: "?limit=200" });
  const builtin = json.data.find((one: { origin: string }) => one.origin === "builtin");
  expect((await call(DELETE, { method: "DELETE", id: builtin.id })).status).toBe(409);
  const refused = await call(PATCH, { method: "PATCH", id: builtin.id, body: { name: "X" } });
  expect(refused.status).toBe(409);
});

describe("a price", () => {
  it("is set from a date on, and quoted exactly for any time", async () => {
    await create([model("dated")], { name: "Dated" });
    const later = Date.now() + 86_400_000;
    const put = await call(putPrice, {
      method: "PUT",
      id: ["dated", "price"],
      body: {
        effective_from: later,
        price: { input: 1, output: 2, tiers: [{ above_input_tokens: 100, input: 3, output: 4 }] },
      },
    });
    expect(put.json.price).toMatchObject({ input: "0.0375" });
    const quote = async (query: string) =>
      (await call(getQuote, { query: `?model=dated&${query}`, cookie: member })).json;
    expect(await quote("input_tokens=6&output_tokens=22")).toMatchObject({
      model: "dated",
      credits: 3525,
      usd: "0.000003525",
      price: { input: "0.0375", output: "0.15" },
      tier: null,
    });
    expect(await quote(`input_tokens=100&output_tokens=1&at=${later}`)).toMatchObject({
      credits: 102_000,
      tier: null,
    });
    expect(await quote(`input_tokens=101&output_tokens=1&at=${later}`)).toMatchObject({
      credits: 307_000,
      tier: { above_input_tokens: 100 },
    });
  });

  it("of a model with a slash in its id is set by its encoded id", async () => {
    const body = { price: { input: 0, output: 0 } };
    const put = await call(putPrice, { method: "PUT", id: ["org%2Ftiny", "price"], body });
    expect(put.json).toMatchObject({ id: "org/tiny", price: { input: "0", output: "0" } });
  });

  it("is refused for no model, and quotes name what is wrong", async () => {
    const body = { price };
    for (const id of [["nothing", "price"], ["demo"], ["price"], ["%E0%A4%A"]]) {
      expect((await call(putPrice, { method: "PUT", id, body })).status).toBe(404);
    }
    const bad = async (query: string) =>
      (await call(getQuote, { query: `?${query}` })).json.errors[0].path;
    expect(await bad("model=nothing")).toBe("model");
    expect(await bad("model=demo&input_tokens=1&cached_input_tokens=2")).toBe("input_tokens");
    expect(await bad("model=demo&input_tokens=-1")).toBe("input_tokens");
    expect(await bad("model=demo&input_tokens=1.5")).toBe("input_tokens");
  });
});

it("members see models and quotes, and change nothing", async () => {
  const cookie = member;
  expect((await call(POST, { method: "POST", body: {}, cookie })).status).toBe(403);
  expect((await call(GET, { cookie })).status).toBe(403);
  const put = { method: "PUT", id: ["demo", "price"], body: {}, cookie };
  expect((await call(putPrice, put)).status).toBe(403);
  expect((await call(listModels, { cookie: "" })).status).toBe(401);
  expect((await call(listModels, { cookie, query: "?purpose=title" })).status).toBe(422);
});

it("guests see the demo alone", async () => {
  const cookie = await signedInCookie(await makeUser("guest"));
  const { json } = await call(listModels, { cookie });
  expect(json.data.map((one: { id: string }) => one.id)).toEqual(["demo"]);
  expect((await call(getModel, { id: ["org%2Ftiny"], cookie })).status).toBe(404);
});

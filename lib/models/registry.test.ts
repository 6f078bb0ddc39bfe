import { beforeAll, expect, test } from "vitest";
import type { Person } from "../auth/viewer";
import { type Config, usualConfig } from "../config";
import { testDatabase } from "../db/testing";
import { setOne } from "../one";
import { type DeclaredEndpoint, demoEndpoint } from "./declared";
import { guestsAllowed, modelsFor, resolveModel } from "./offered";
import { openModels } from "./open";
import { checkPurpose, defaultModel, purposes } from "./purposes";
import { findModel, listModels, reloadModels } from "./registry";
import { syncDeclared } from "./sync-declared";

testDatabase();
beforeAll(() => openModels());

const model = (id: string, aliases: string[] = []) => ({
  id,
  upstreamId: id,
  name: id,
  aliases,
  contextWindow: null,
  maxOutputTokens: null,
  price: undefined,
});

const openai = (ids: string[], apiKeyLastFour: string | null = "1234"): DeclaredEndpoint => ({
  origin: "environment",
  name: "OpenAI",
  kind: "openai",
  baseUrl: "https://api.openai.com/v1",
  apiKeyLastFour,
  models: ids.map((id) => model(id, [`${id}-alias`])),
});

async function declare(...endpoints: DeclaredEndpoint[]): Promise<void> {
  await syncDeclared([demoEndpoint, ...endpoints], Date.now());
  await reloadModels();
}

const person = (role: Person["role"]): Person => ({
  kind: "person",
  userId: "u",
  name: "U",
  email: null,
  role,
  keyId: null,
  keyPurpose: null,
});

function configure(config: Partial<Config>): void {
  setOne("config", { ...usualConfig, ...config });
}

test("the demo model is there from the start, priced and default", () => {
  const demo = findModel("demo");
  expect(demo).toMatchObject({ id: "demo", name: "Demo model", demo: true, keyed: true });
  expect(demo?.priceAt(Date.now())).toMatchObject({ input: 100_000, output: 400_000 });
  expect(defaultModel("chat")?.id).toBe("demo");
  expect(demo?.provide().modelId).toBe("demo");
  expect(guestsAllowed()).toBe(true);
});

test("declared models are found by id and alias; what is no longer declared is gone", async () => {
  await declare(openai(["gpt-4o-mini", "gpt-4.1"]));
  const key = findModel("gpt-4o-mini")?.key;
  expect(findModel("gpt-4o-mini-alias")?.key).toBe(key);
  expect(listModels().map((one) => one.id)).toEqual(["demo", "gpt-4o-mini", "gpt-4.1"]);
  await declare(openai(["gpt-4.1"]));
  expect(findModel("gpt-4o-mini")).toBeNull();
  await declare();
  expect(listModels().map((one) => one.id)).toEqual(["demo"]);
  await declare(openai(["gpt-4o-mini"]));
  expect(findModel("gpt-4o-mini")?.key).toBe(key);
});

test("the default of chat is the first priced model that is no demo", async () => {
  await declare(openai(["nobody-prices-this", "gpt-4.1", "gpt-4o-mini"]));
  expect(defaultModel("chat")?.id).toBe("gpt-4.1");
  expect(defaultModel("title")).toBeNull();
  configure({
    purposes: { chat: { internal: false, defaultModel: "gpt-4o-mini-alias", models: null } },
  });
  expect(defaultModel("chat")?.id).toBe("gpt-4o-mini");
  configure({});
});

test("only priced models with a key are offered", async () => {
  await declare(openai(["nobody-prices-this", "gpt-4o-mini"]));
  const offered = () => modelsFor(person("member"), "chat").map((one) => one.id);
  expect(offered()).toEqual(["demo", "gpt-4o-mini"]);
  await declare(openai(["gpt-4o-mini"], null));
  expect(offered()).toEqual(["demo"]);
  expect(() =>
    resolveModel({ viewer: person("member"), purpose: "chat", model: "gpt-4o-mini" }),
  ).toThrow(/no key/);
});

test("an unknown or unpriced model is refused in words", async () => {
  await declare(openai(["nobody-prices-this"]));
  const resolve = (name: string) =>
    resolveModel({ viewer: person("member"), purpose: "chat", model: name });
  expect(() => resolve("gpt-99")).toThrow(/no model "gpt-99".*demo/);
  expect(() => resolve("nobody-prices-this")).toThrow(/unknown price is not zero/);
});

test("guests have the demo and what is configured for them", async () => {
  await declare(openai(["gpt-4o-mini", "gpt-4.1"]));
  const offered = () => modelsFor(person("guest"), "chat").map((one) => one.id);
  expect(guestsAllowed()).toBe(false);
  expect(offered()).toEqual(["demo"]);
  expect(resolveModel({ viewer: person("guest"), purpose: "chat" }).id).toBe("demo");
  configure({ guests: { enabled: true, models: ["gpt-4o-mini"] } });
  expect(guestsAllowed()).toBe(true);
  expect(offered()).toEqual(["demo", "gpt-4o-mini"]);
  expect(() =>
    resolveModel({ viewer: person("guest"), purpose: "chat", model: "gpt-4.1" }),
  ).toThrow(/demo, gpt-4o-mini/);
  configure({});
});

test("purposes are registered; internal ones cannot be asked for", () => {
  expect(purposes()).toEqual(["chat", "summary", "enrichments"]);
  configure({ purposes: { lint: { internal: false, defaultModel: null, models: ["demo"] } } });
  expect(checkPurpose("lint")).toBe("lint");
  expect(modelsFor(person("member"), "lint").map((one) => one.id)).toEqual(["demo"]);
  expect(() => checkPurpose("title")).toThrow(/chat, summary, enrichments, lint/);
  expect(() => checkPurpose("__proto__")).toThrow(/no purpose/);
  configure({});
});

import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { usualConfig } from "../config";
import { parseConfig } from "../config-file";
import { testDatabase } from "../db/testing";
import { env, readEnv } from "../env";
import { setOne } from "../one";
import { catalogueEntry } from "../pricing/catalogue";
import { openModels } from "./open";
import { defaultModel } from "./purposes";
import { findModel, listModels } from "./registry";

testDatabase();
let DATABASE_URL = "";
beforeAll(() => {
  ({ DATABASE_URL } = env());
});
beforeEach(() => {
  setOne("config", usualConfig);
});
afterEach(() => {
  setOne("env", readEnv({ DATABASE_URL }));
});

function configure(text: string): void {
  setOne("config", parseConfig(text, "c.yaml"));
}

const local = (price: string, id = "local/one") => `endpoints:
  - name: Local
    kind: openai-compatible
    base_url: http://127.0.0.1:1/v1
    api_key: sk-configured-key
    models:
      - id: ${id}
        price: ${price}
`;
const input = (at: number, id = "local/one") => findModel(id)?.priceAt(at)?.input;

it("OpenAI comes from its variables, with what the catalogue prices, newest first", async () => {
  setOne("env", readEnv({ DATABASE_URL, OPENAI_API_KEY: "sk-environment-wxyz" }));
  await openModels();
  const models = listModels().filter((model) => model.endpoint === "OpenAI");
  expect(models.length).toBeGreaterThan(9);
  expect(models.every((model) => model.keyed && model.priceAt(Date.now()))).toBe(true);
  expect(models.every((model) => catalogueEntry("openai", model.upstreamId, null))).toBe(true);
  expect(defaultModel("chat")).toBe(models[0]);
  expect(findModel("gpt-4o-mini")?.options.shape).toHaveProperty("temperature");
  expect(findModel("gpt-5-mini")?.options.shape).not.toHaveProperty("temperature");
  setOne("env", readEnv({ DATABASE_URL }));
  await openModels();
  expect(listModels().map((model) => model.id)).toEqual(["demo"]);
});

it("the configuration's endpoints follow it, their prices are dated", async () => {
  configure(local("{ input: 1, output: 2 }"));
  await openModels(1000);
  const key = findModel("local/one")?.key;
  expect(input(0)).toBe(1_000_000);
  expect(findModel("local/one")?.priceAt(0)?.source).toBe("set in the configuration");
  configure(local("{ input: 3, output: 2 }"));
  await openModels(2000);
  await openModels(2500);
  expect([input(1999), input(2000)]).toEqual([1_000_000, 3_000_000]);
  configure("");
  await openModels(3000);
  expect(findModel("local/one")).toBeNull();
  configure(local("{ input: 4, output: 2 }"));
  await openModels(4000);
  expect(findModel("local/one")?.key).toBe(key);
  expect(input(5000)).toBe(4_000_000);
});

it("a configured price wins over the catalogue, for as long as it is there", async () => {
  setOne("env", readEnv({ DATABASE_URL, OPENAI_API_KEY: "sk-environment-wxyz" }));
  configure("prices:\n  gpt-4o-mini: { input: 9, output: 9 }\n");
  await openModels(1000);
  expect(input(1000, "gpt-4o-mini")).toBe(9_000_000);
  configure("");
  await openModels(2000);
  expect([input(1999, "gpt-4o-mini"), input(2000, "gpt-4o-mini")]).toEqual([9_000_000, 150_000]);
});

it("dated prices of the configuration hold from their dates, the past ones too", async () => {
  setOne("env", readEnv({ DATABASE_URL, OPENAI_API_KEY: "sk-environment-wxyz" }));
  const one = (from: number, usd: number) =>
    `    - { effective_from: ${from}, input: ${usd}, output: 1 }\n`;
  configure(`prices:\n  gpt-4.1:\n${one(500, 5)}${one(9000, 6)}`);
  await openModels(1000);
  const inputs = () => [499, 500, 8999, 9000].map((at) => input(at, "gpt-4.1"));
  expect(inputs()).toEqual([2_000_000, 5_000_000, 5_000_000, 6_000_000]);
  configure(`prices:\n  gpt-4.1:\n${one(500, 7)}`);
  await openModels(2000);
  expect(inputs()).toEqual([2_000_000, 7_000_000, 7_000_000, 7_000_000]);
  configure("");
  await openModels(3000);
  expect(input(2999, "gpt-4.1")).toBe(7_000_000);
  expect([3000, 9000].map((at) => input(at, "gpt-4.1"))).toEqual([2_000_000, 2_000_000]);
});

it("what the environment brings gives way to a configured name", async () => {
  setOne("env", readEnv({ DATABASE_URL, OPENAI_API_KEY: "sk-environment-wxyz" }));
  await openModels();
  configure(local("{ input: 1, output: 1 }", "gpt-4o-mini"));
  await openModels();
  expect(findModel("gpt-4o-mini")?.endpoint).toBe("Local");
  expect(findModel("gpt-4o")?.endpoint).toBe("OpenAI");
});

it.each([
  [local("{ input: 1, output: 1 }", "demo"), 'c.yaml, line 7: the name "demo" is taken'],
  [`${local("{ input: 1, output: 1 }")}      - id: two\n`, 'line 9: "two" has no price'],
  ["prices:\n  nothing: { input: 1, output: 1 }\n", 'line 2: there is no model "nothing"'],
  ["purposes:\n  chat: { default_model: nothing }\n", 'line 2: there is no model "nothing"'],
  ["guests:\n  models:\n    - demo\n    - nothing\n", 'line 4: there is no model "nothing"'],
])("refuses to start with %j", async (text, message) => {
  configure(text);
  await expect(openModels()).rejects.toThrow(message);
});

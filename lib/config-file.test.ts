import { readFileSync } from "node:fs";
import { afterEach, expect, it, vi } from "vitest";
import { parseConfig } from "./config-file";

afterEach(() => {
  vi.unstubAllEnvs();
});

const parse = (text: string) => parseConfig(text, "purser.config.yaml");
const endpoint = (more: string) => `endpoints:
  - name: Local
    kind: openai-compatible
    base_url: http://127.0.0.1:1/v1
${more}`;

it("the example is right", () => {
  const config = parse(readFileSync("purser.config.example.yaml", "utf8"));
  expect(config.signUp).toBe("closed");
  expect(config.endpoints[0]?.models.map((model) => model.id)).toEqual(["llama3.2", "team/large"]);
  expect(config.purposes.chat).toEqual({ internal: false, defaultModel: "llama", models: null });
  expect(config.purposes.title).toMatchObject({ internal: true });
  expect(config.allowances?.map((one) => one.amountCredits)).toEqual([5e8, 1e11]);
});

it("an empty file is a configuration that says nothing", () => {
  for (const text of ["", "# nothing\n", "{}"]) {
    expect(parse(text)).toMatchObject({ endpoints: [], allowances: null, signUp: "closed" });
  }
});

it("prices are in exact integer rates and say where they come from", () => {
  const { prices } = parse("prices:\n  gpt-5: { input: 0.0375, output: '0.15' }\n");
  const price = { input: 37_500, output: 150_000, tiers: [], source: "set in the configuration" };
  expect(prices["gpt-5"]).toEqual([{ from: null, price }]);
});

it("prices may have dates: a day in UTC, a time with its zone, or milliseconds", () => {
  const list = [
    "{ effective_from: 2026-01-31, input: 2, output: 1 }",
    "{ input: 1, output: 1 }",
    "{ effective_from: '2026-03-01T00:00:00+01:00', input: 3, output: 1 }",
    "{ effective_from: 1800000000000, input: 4, output: 1 }",
  ];
  const { prices } = parse(`prices:\n  m:\n${list.map((one) => `    - ${one}\n`).join("")}`);
  expect(prices.m?.map(({ from, price }) => [from, price.input])).toEqual([
    [0, 1_000_000],
    [Date.UTC(2026, 0, 31), 2_000_000],
    [Date.UTC(2026, 1, 28, 23), 3_000_000],
    [1_800_000_000_000, 4_000_000],
  ]);
});

it.each([
  "[]",
  "[{ input: 1, output: 1 }, { input: 2, output: 1 }]",
  "[{ effective_from: 2026-02-30, input: 1, output: 1 }]",
  "[{ effective_from: tomorrow, input: 1, output: 1 }]",
  "[{ effective_from: -1, input: 1, output: 1 }]",
  "[{ effective_from: 2026-01-01, input: 1 }]",
  "{ input: '1.0000000001', output: 1 }",
])("prices are refused with %s", (list) => {
  const refused = /line 2: prices\.m.*(is right|USD per million|own effective_from|A date such as)/;
  expect(() => parse(`prices:\n  m: ${list}\n`)).toThrow(refused);
});

it.each([
  ["sign_up: sometimes\n", 1, "sign_up", "One of closed, invite, open is right."],
  ["\n\nsignup: open\n", 3, "signup", "no such setting"],
  ["guests:\n  enabled: yes please\n", 2, "guests.enabled", "true or false is right."],
  [
    endpoint("    models: none\n"),
    5,
    "endpoints.0.models",
    "A list of at most 500 items is right.",
  ],
  [endpoint("    key: abc\n    models: []\n"), 5, "endpoints.0.key", "no such setting"],
  [endpoint("    models:\n      - id: two words\n"), 6, "endpoints.0.models.0.id", "letters"],
  [
    endpoint(
      "    models:\n      - id: m\n        price:\n          input: -1\n          output: 1\n",
    ),
    8,
    "endpoints.0.models.0.price.input",
    "USD per million",
  ],
  [
    endpoint("    models:\n      - id: m\n        price: { input: 1 }\n"),
    7,
    "endpoints.0.models.0.price.output",
    "USD per million",
  ],
  [
    "endpoints:\n  - name: X\n    kind: openai-completion\n    models: []\n",
    3,
    "endpoints.0.kind",
    "later",
  ],
  [
    "endpoints:\n  - name: X\n    kind: openai-compatible\n    models: []\n",
    2,
    "endpoints.0.base_url",
    "needs one",
  ],
  ["endpoints: []\nendpoints: []\n", 2, "", "unique"],
  ["purposes:\n  Chat Room: {}\n", 2, "purposes.Chat Room", "A short word"],
  ["allowances:\n  - name: A\n    kind: budget\n", 2, "allowances.0.level", "each-user"],
  ["allowances:\n  - name: A\n    usd: 1\n    credits: 5\n", 2, "allowances.0.kind", "budget"],
  ["sign_up: [open\n", 2, "", "end with a ]"],
  ["endpoints:\n\t- a: b\n", 2, "", "Tabs"],
])("refuses %j with its line and what would be right", (text, line, path, what) => {
  const mistake = () => parse(text);
  expect(mistake).toThrow(`line ${line}: ${path}`);
  expect(mistake).toThrow(what);
});

it("names every mistake at once", () => {
  expect(() => parse("sign_up: x\nguests: 5\n")).toThrow(/line 1: .*line 2: /);
});

it("takes keys from variables that it names, and says when they are not there", () => {
  vi.stubEnv("PURSER_TEST_KEY", "sk-from-the-environment");
  const text = (name: string) => endpoint(`    api_key_env: ${name}\n    models: []\n`);
  expect(parse(text("PURSER_TEST_KEY")).endpoints[0]?.api_key).toBe("sk-from-the-environment");
  expect(() => parse(text("PURSER_NO_KEY"))).toThrow(/line 5: .*PURSER_NO_KEY is not set/);
  const both = endpoint("    api_key: a\n    api_key_env: PURSER_TEST_KEY\n    models: []\n");
  expect(() => parse(both)).toThrow(/not both/);
});

it("expands nothing that looks like a variable", () => {
  const asIs = `$\{AUTH_SECRET}{{x}}%ENV%`;
  const text = endpoint(`    models: []\n    api_key: "${asIs}"\n`);
  expect(parse(text).endpoints[0]?.api_key).toBe(asIs);
});

it("says later where something stands", () => {
  const { where } = parse("purposes:\n  chat:\n    default_model: x\n");
  expect(where(["purposes", "chat", "default_model"])).toBe("purser.config.yaml, line 3");
  expect(where(["purposes", "chat", "models"])).toBe("purser.config.yaml, line 2");
});

it("takes a webhook whose secret is in a variable, and says what a secret is", () => {
  const text = (more: string) => `notices:\n${more}`;
  const hook =
    "  webhook:\n    url: https://example.com/purser\n    secret_env: PURSER_TEST_SECRET\n";
  expect(parse("").notices).toEqual({ thresholds: [50, 80, 95, 100], webhook: null });
  expect(() => parse(text(hook))).toThrow(/line 4: notices.webhook.secret_env: .*whsec_ and 24 to/);
  vi.stubEnv("PURSER_TEST_SECRET", `whsec_${Buffer.alloc(32, 7).toString("base64")}`);
  const { notices } = parse(text(`${hook}  thresholds: [80, 100]\n`));
  expect(notices.thresholds).toEqual([80, 100]);
  expect(notices.webhook).toMatchObject({ url: "https://example.com/purser" });
  expect(notices.webhook?.key).toHaveLength(32);
  expect(() => parse(text("  thresholds: [0]\n"))).toThrow(
    /line 2: notices.thresholds.0: 1 to 100/,
  );
  const other = hook.replace("https", "ftp");
  expect(() => parse(text(other))).toThrow(/line 3: notices.webhook.url: An address with http/);
});

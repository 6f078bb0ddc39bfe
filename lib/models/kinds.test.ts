import { describe, expect, it } from "vitest";
import { readEnv } from "../env";
import { baseUrlOf, modelColumns } from "./endpoint-rows";
import { environmentEndpoints } from "./environment";
import { kindOptions } from "./kind-options";
import { endpointBody } from "./schemas";

const body = (over: object) => endpointBody.safeParse({ name: "X", models: [], ...over });

describe("an endpoint's kind", () => {
  it.each([
    ["openai", "https://api.openai.com/v1"],
    ["anthropic", "https://api.anthropic.com/v1"],
    ["google", "https://generativelanguage.googleapis.com/v1beta"],
  ])("%s has an address of its own, or the one that is given", (kind, address) => {
    const own = body({ kind });
    expect(own.success && baseUrlOf(own.data)).toBe(address);
    const given = body({ kind, base_url: "http://127.0.0.1:1/v1/" });
    expect(given.success && baseUrlOf(given.data)).toBe("http://127.0.0.1:1/v1");
  });

  it("openai-compatible needs an address, openai-completion comes later", () => {
    expect(body({ kind: "openai-compatible" }).success).toBe(false);
    expect(body({ kind: "openai-completion" }).error?.issues[0]?.message).toMatch(/come later/);
  });
});

describe("a model's ceilings and useful minimum", () => {
  const place = { kind: "anthropic", baseUrl: null };
  const model = (over: object) => body({ kind: "anthropic", models: [{ id: "m", ...over }] });

  it("are kept as they are said, and are nothing where they are not", () => {
    const said = model({ min_output_tokens: 200, ceilings: { image: 900, hosted_tools: 0 } });
    const [input] = said.data?.models ?? [];
    expect(input && modelColumns(place, input, 0)).toMatchObject({
      minOutputTokens: 200,
      ceilings: { image: 900, hosted_tools: 0 },
    });
    const [bare] = model({}).data?.models ?? [];
    expect(bare && modelColumns(place, bare, 0)).toMatchObject({
      minOutputTokens: null,
      ceilings: null,
    });
  });

  it.each([
    { ceilings: { image: -1 } },
    { ceilings: { image: 1.5 } },
    { ceilings: { image: "900" } },
    { ceilings: { sound: 5 } },
    { ceilings: { image: 1e12 } },
    { min_output_tokens: 0 },
  ])("are refused as %j", (over) => {
    expect(model(over).success).toBe(false);
  });
});

describe("a model's options", () => {
  const names = (kind: "anthropic" | "google", id: string) =>
    Object.keys(kindOptions(kind, id, 4096).shape).sort();

  it.each([
    ["anthropic", "claude-3-5-haiku", "max_output_tokens stop temperature top_k top_p"],
    [
      "anthropic",
      "claude-sonnet-4-5",
      "max_output_tokens stop temperature thinking_budget top_k top_p",
    ],
    ["anthropic", "claude-opus-4-8", "max_output_tokens reasoning_effort stop"],
    ["anthropic", "claude-fable-5-1", "max_output_tokens reasoning_effort stop"],
    ["google", "gemini-2.0-flash", "max_output_tokens seed stop temperature top_k top_p"],
    [
      "google",
      "gemini-2.5-pro",
      "max_output_tokens seed stop temperature thinking_budget top_k top_p",
    ],
    [
      "google",
      "gemini-3.5-flash",
      "max_output_tokens reasoning_effort seed stop temperature top_k top_p",
    ],
  ] as const)("of %s's %s are its kind's", (kind, id, expected) => {
    expect(names(kind, id).join(" ")).toBe(expected);
  });

  it("say what would be right", () => {
    const claude = kindOptions("anthropic", "claude-sonnet-4-5", null);
    expect(claude.safeParse({ temperature: 1.2 }).error?.issues[0]?.message).toMatch(/0 to 1/);
    expect(claude.safeParse({ thinking_budget: "2048" }).data).toEqual({ thinking_budget: 2048 });
    const gemini = kindOptions("google", "gemini-3.5-flash", null);
    expect(gemini.safeParse({ reasoning_effort: "xhigh" }).error?.issues[0]?.message).toMatch(
      /minimal, low, medium, high/,
    );
  });
});

it("the environment brings each provider whose key is there, at the address it says", () => {
  const url = "file:./x.db";
  const none = environmentEndpoints(readEnv({ DATABASE_URL: url }));
  expect(none).toEqual([]);
  const all = environmentEndpoints(
    readEnv({
      DATABASE_URL: url,
      OPENAI_API_KEY: "sk-openai-0123456789",
      ANTHROPIC_API_KEY: "sk-ant-0123456789",
      ANTHROPIC_BASE_URL: "http://127.0.0.1:1/v1/",
      GOOGLE_GENERATIVE_AI_API_KEY: "AIza-0123456789ab",
    }),
  );
  expect(all.map(({ kind, baseUrl, apiKeyLastFour }) => [kind, baseUrl, apiKeyLastFour])).toEqual([
    ["openai", "https://api.openai.com/v1", "6789"],
    ["anthropic", "http://127.0.0.1:1/v1", "6789"],
    ["google", "https://generativelanguage.googleapis.com/v1beta", "89ab"],
  ]);
  for (const { models } of all) expect(models.length).toBeGreaterThan(3);
});

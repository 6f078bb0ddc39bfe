import type { Env } from "../env";
import { catalogueEntry } from "../pricing/catalogue";
import type { DeclaredEndpoint, DeclaredModel } from "./declared";
import { lastFour } from "./endpoint-key";
import { ownBaseUrls } from "./endpoint-rows";

type Known = { id: string; name: string; maxOutputTokens?: number };

/**
 * OpenAI's current chat models by their exact ids, newest and main ones first, with the longest
 * answer where it is known. Which of them are there, and at what price, the catalogue says.
 */
const openAiModels: Known[] = [
  { id: "gpt-6-sol", name: "GPT-6 Sol" },
  { id: "gpt-6-luna", name: "GPT-6 Luna" },
  { id: "gpt-6-astra", name: "GPT-6 Astra" },
  { id: "gpt-5.6-sol", name: "GPT-5.6 Sol" },
  { id: "gpt-5.6-terra", name: "GPT-5.6 Terra" },
  { id: "gpt-5.6-luna", name: "GPT-5.6 Luna" },
  { id: "gpt-5.4", name: "GPT-5.4" },
  { id: "gpt-5.4-mini", name: "GPT-5.4 mini" },
  { id: "gpt-5.4-nano", name: "GPT-5.4 nano" },
  { id: "gpt-5", name: "GPT-5", maxOutputTokens: 128_000 },
  { id: "gpt-5-mini", name: "GPT-5 mini", maxOutputTokens: 128_000 },
  { id: "gpt-5-nano", name: "GPT-5 nano", maxOutputTokens: 128_000 },
  { id: "gpt-4.1", name: "GPT-4.1", maxOutputTokens: 32_768 },
  { id: "gpt-4.1-mini", name: "GPT-4.1 mini", maxOutputTokens: 32_768 },
  { id: "gpt-4.1-nano", name: "GPT-4.1 nano", maxOutputTokens: 32_768 },
  { id: "gpt-4o", name: "GPT-4o", maxOutputTokens: 16_384 },
  { id: "gpt-4o-mini", name: "GPT-4o mini", maxOutputTokens: 16_384 },
  { id: "o4-mini", name: "o4-mini", maxOutputTokens: 100_000 },
];

/** Claude's and Gemini's, the same way. */
const anthropicModels: Known[] = [
  { id: "claude-opus-5-5", name: "Claude Opus 5.5", maxOutputTokens: 128_000 },
  { id: "claude-sonnet-5", name: "Claude Sonnet 5", maxOutputTokens: 128_000 },
  { id: "claude-fable-5-1", name: "Claude Fable 5.1", maxOutputTokens: 128_000 },
  { id: "claude-opus-4-8", name: "Claude Opus 4.8", maxOutputTokens: 128_000 },
  { id: "claude-sonnet-4-6", name: "Claude Sonnet 4.6", maxOutputTokens: 64_000 },
  { id: "claude-haiku-4-5", name: "Claude Haiku 4.5", maxOutputTokens: 64_000 },
];
const googleModels: Known[] = [
  { id: "gemini-3.8-flash", name: "Gemini 3.8 Flash" },
  { id: "gemini-3.5-flash", name: "Gemini 3.5 Flash" },
  { id: "gemini-3.5-flash-lite", name: "Gemini 3.5 Flash Lite" },
  { id: "gemini-2.5-pro", name: "Gemini 2.5 Pro", maxOutputTokens: 65_536 },
  { id: "gemini-2.5-flash", name: "Gemini 2.5 Flash", maxOutputTokens: 65_536 },
  { id: "gemini-2.5-flash-lite", name: "Gemini 2.5 Flash Lite", maxOutputTokens: 65_536 },
];

type ProviderEnv = Pick<
  Env,
  | "OPENAI_API_KEY"
  | "OPENAI_BASE_URL"
  | "ANTHROPIC_API_KEY"
  | "ANTHROPIC_BASE_URL"
  | "GOOGLE_GENERATIVE_AI_API_KEY"
  | "GOOGLE_GENERATIVE_AI_BASE_URL"
>;

type Provider = {
  kind: keyof typeof ownBaseUrls;
  name: string;
  key: string | undefined;
  baseUrl: string | undefined;
  models: Known[];
};

/** What the environment declares: each provider whose key is there. */
export function environmentEndpoints(env: ProviderEnv, now = Date.now()): DeclaredEndpoint[] {
  const providers: Provider[] = [
    {
      kind: "openai",
      name: "OpenAI",
      key: env.OPENAI_API_KEY,
      baseUrl: env.OPENAI_BASE_URL,
      models: openAiModels,
    },
    {
      kind: "anthropic",
      name: "Anthropic",
      key: env.ANTHROPIC_API_KEY,
      baseUrl: env.ANTHROPIC_BASE_URL,
      models: anthropicModels,
    },
    {
      kind: "google",
      name: "Google",
      key: env.GOOGLE_GENERATIVE_AI_API_KEY,
      baseUrl: env.GOOGLE_GENERATIVE_AI_BASE_URL,
      models: googleModels,
    },
  ];
  return providers.flatMap(({ kind, name, key, baseUrl, models }) => {
    if (key === undefined) return [];
    const endpoint: DeclaredEndpoint = {
      origin: "environment",
      name,
      kind,
      baseUrl: (baseUrl ?? ownBaseUrls[kind]).replace(/\/+$/, ""),
      apiKeyLastFour: lastFour(key),
      models: models.flatMap((model) => knownModel(kind, model, now)),
    };
    return [endpoint];
  });
}

function knownModel(kind: string, known: Known, now: number): DeclaredModel[] {
  const { id, name, maxOutputTokens = 0 } = known;
  const entry = catalogueEntry(kind, id, null);
  if (!entry?.priceAt(now)) return [];
  return [
    {
      id,
      upstreamId: id,
      name,
      aliases: [],
      contextWindow: entry.contextWindow,
      maxOutputTokens: maxOutputTokens || null,
      price: undefined,
    },
  ];
}

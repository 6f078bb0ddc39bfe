import type { Env } from "../env";
import { catalogueEntry } from "../pricing/catalogue";
import type { DeclaredEndpoint, DeclaredModel } from "./declared";
import { lastFour } from "./endpoint-key";
import { openAiBaseUrl } from "./endpoint-rows";

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

/** What the environment declares: OpenAI, when its key is there. */
export function environmentEndpoints(
  env: Pick<Env, "OPENAI_API_KEY" | "OPENAI_BASE_URL">,
  now = Date.now(),
): DeclaredEndpoint[] {
  if (env.OPENAI_API_KEY === undefined) return [];
  const endpoint: DeclaredEndpoint = {
    origin: "environment",
    name: "OpenAI",
    kind: "openai",
    baseUrl: (env.OPENAI_BASE_URL ?? openAiBaseUrl).replace(/\/+$/, ""),
    apiKeyLastFour: lastFour(env.OPENAI_API_KEY),
    models: openAiModels.flatMap((model) => openAiModel(model, now)),
  };
  return [endpoint];
}

function openAiModel({ id, name, maxOutputTokens = 0 }: Known, now: number): DeclaredModel[] {
  const entry = catalogueEntry("openai", id, null);
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

import type { Env } from "../env";
import { catalogueEntry } from "../pricing/catalogue";
import type { DeclaredEndpoint, DeclaredModel } from "./declared";
import { lastFour } from "./endpoint-key";
import { openAiBaseUrl } from "./endpoint-rows";

/**
 * OpenAI's current chat models by their exact ids, newest and main ones first, and the longest
 * answer of those where it is known. The catalogue says which of them are there, at what price.
 */
const openAiModels: [id: string, maxOutputTokens: number | null][] = [
  ["gpt-6-sol", null],
  ["gpt-6-luna", null],
  ["gpt-6-astra", null],
  ["gpt-5.6-sol", null],
  ["gpt-5.6-terra", null],
  ["gpt-5.6-luna", null],
  ["gpt-5.4", null],
  ["gpt-5.4-mini", null],
  ["gpt-5.4-nano", null],
  ["gpt-5", 128_000],
  ["gpt-5-mini", 128_000],
  ["gpt-5-nano", 128_000],
  ["gpt-4.1", 32_768],
  ["gpt-4.1-mini", 32_768],
  ["gpt-4.1-nano", 32_768],
  ["gpt-4o", 16_384],
  ["gpt-4o-mini", 16_384],
  ["o4-mini", 100_000],
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
    models: openAiModels.flatMap(([id, limit]) => openAiModel(id, limit, now)),
  };
  return [endpoint];
}

function openAiModel(id: string, maxOutputTokens: number | null, now: number): DeclaredModel[] {
  const entry = catalogueEntry(id);
  if (!entry?.priceAt(now)) return [];
  const { name, contextWindow } = entry;
  return [
    {
      id,
      upstreamId: id,
      name: name ?? id,
      aliases: [],
      contextWindow,
      maxOutputTokens,
      price: undefined,
    },
  ];
}

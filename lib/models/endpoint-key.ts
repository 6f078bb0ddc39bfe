import { config } from "../config";
import type { endpoints } from "../db/schema";
import { env } from "../env";
import { decrypt, encrypt } from "../secrets";

type EndpointRow = typeof endpoints.$inferSelect;

/** The provider key of an endpoint, from where it is declared; null where it has none. */
export function apiKeyOf(endpoint: EndpointRow): string | null {
  if (endpoint.origin === "environment") return environmentKey(endpoint.kind);
  if (endpoint.origin === "configuration") {
    return config().endpoints.find((one) => one.name === endpoint.name)?.api_key ?? null;
  }
  return endpoint.apiKey === null ? null : decrypt(endpoint.apiKey, ownerOf(endpoint.id));
}

function environmentKey(kind: string): string | null {
  const { OPENAI_API_KEY, ANTHROPIC_API_KEY, GOOGLE_GENERATIVE_AI_API_KEY } = env();
  if (kind === "openai") return OPENAI_API_KEY ?? null;
  if (kind === "anthropic") return ANTHROPIC_API_KEY ?? null;
  return kind === "google" ? (GOOGLE_GENERATIVE_AI_API_KEY ?? null) : null;
}

/** A key as it is kept: encrypted for this endpoint alone, and its last four characters. */
export function keptKey(endpointId: string, apiKey: string | null) {
  if (apiKey === null) return { apiKey: null, apiKeyLastFour: null };
  return { apiKey: encrypt(apiKey, ownerOf(endpointId)), apiKeyLastFour: lastFour(apiKey) };
}

export function lastFour(apiKey: string): string {
  return apiKey.length >= 12 ? apiKey.slice(-4) : "····"; // A short key would be shown whole.
}

function ownerOf(endpointId: string): string {
  return `endpoint:${endpointId}`;
}

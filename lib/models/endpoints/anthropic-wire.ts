import type { Wire } from "./openai-compatible";
import type { SdkPlace } from "./sdk-fetch";

/** The version of the API that is spoken where a client names none. */
export const anthropicVersion = "2023-06-01";

/** Where an endpoint of Anthropic's is called in its own dialect. */
export function anthropicWire({ baseUrl, apiKey }: SdkPlace, path: string): Wire {
  const headers: Record<string, string> = {
    accept: "text/event-stream, application/json",
    "anthropic-version": anthropicVersion,
  };
  if (apiKey !== null) headers["x-api-key"] = apiKey;
  return { url: new URL(`${baseUrl}${path}`), headers, apiKey };
}

import type { Model } from "../../models/model";

/**
 * Most tokens of an image that comes inline, where its model declares none: what the dearest
 * setting of the family takes. OpenAI's 4o-mini counts an image up to 48,169 tokens.
 */
export function imageTokensMax({ provider, upstreamId }: Model): number {
  if (provider !== "openai") return 16_384;
  return /4o-mini/.test(upstreamId) ? 50_000 : 6_000;
}

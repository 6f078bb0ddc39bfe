import type { LanguageModelV3GenerateResult } from "@ai-sdk/provider";
import { errorOf } from "./failure";
import type { RunningCall } from "./running-call";
import { metadataOf, unifiedReason, usageOf } from "./stream-call";

/** Makes a call that answers as a whole; closed when this resolves or throws. */
export async function generateCall(
  call: RunningCall,
  send: () => PromiseLike<LanguageModelV3GenerateResult>,
): Promise<LanguageModelV3GenerateResult> {
  const result = await call.request(send);
  if (!result) throw await call.thrown();
  call.observed.takeWhole(result);
  const closed = await call.end();
  if (!closed || closed.error) throw errorOf(closed);
  return {
    ...result,
    usage: usageOf(closed.counts),
    finishReason: unifiedReason(closed.finishReason, result.finishReason),
    providerMetadata: metadataOf(call, closed),
  };
}

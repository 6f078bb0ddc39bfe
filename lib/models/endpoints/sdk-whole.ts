import type {
  JSONArray,
  LanguageModelV3GenerateResult,
  LanguageModelV3StreamPart,
} from "@ai-sdk/provider";
import { markDigits, unmarkDigits } from "../../digits";
import { ProviderError } from "../provider-error";
import { isObject, type Json, noSense, parseReply } from "./chat-chunk";
import { replyToParts } from "./chat-reply";

/** What a whole reply of a dialect says beside what the SDK makes of it. */
export type WholeDialect = {
  /** The usage in an event or reply, with what is needed to understand it; undefined for none. */
  usageIn: (event: Json) => unknown;
  /** The name of the model that answers, where the SDK does not tell it. */
  modelIn?: (event: Json) => unknown;
  /** A whole reply that the SDK does not understand; throws where we do not either. */
  resultOf?: (reply: Json) => LanguageModelV3GenerateResult;
};

/** The SDK's result, with the usage as it came. */
export function withPackets(
  dialect: WholeDialect,
  result: LanguageModelV3GenerateResult,
): LanguageModelV3GenerateResult {
  const { body } = result.response ?? {};
  const usage = isObject(body) ? dialect.usageIn(body) : undefined;
  const packets = (usage === undefined ? [] : [usage]) as JSONArray;
  const modelId = isObject(body) ? dialect.modelIn?.(body) : undefined;
  return {
    ...unmarked(result),
    usage: { ...result.usage, raw: { packets } },
    response: { ...result.response, ...(typeof modelId === "string" && { modelId }) },
  };
}

/** What tools are called with has its digits again. */
function unmarked(result: LanguageModelV3GenerateResult): LanguageModelV3GenerateResult {
  const content = result.content.map((part) =>
    part.type === "tool-call" ? { ...part, input: unmarkDigits(part.input) } : part,
  );
  return { ...result, content };
}

/** What the SDK failed at, as we understand it; else the failure, with what came. */
export function understood(
  { resultOf }: WholeDialect,
  whole: string | null,
  failed: unknown,
): LanguageModelV3GenerateResult {
  const isReply = failed instanceof ProviderError && failed.failure === "broken";
  if (!isReply || whole === null) throw failed;
  failed.part = whole;
  if (!resultOf) throw failed;
  try {
    return unmarked(resultOf(parseReply(markDigits(whole))));
  } catch {
    throw failed; // It is as senseless to us.
  }
}

/** Asked for a stream, it answered with a whole reply: taken as a stream of one. */
export function wholeParts(
  dialect: WholeDialect,
  whole: string,
): ReadableStream<LanguageModelV3StreamPart> {
  return new ReadableStream({
    start(controller) {
      try {
        const result = understood(dialect, whole, noSense("a whole reply in place of a stream"));
        for (const part of replyToParts(result)) controller.enqueue(part);
      } catch (error) {
        controller.enqueue({ type: "error", error });
      }
      controller.close();
    },
  });
}

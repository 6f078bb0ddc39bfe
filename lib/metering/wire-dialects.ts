import type { LanguageModelV3GenerateResult } from "@ai-sdk/provider";
import { keepDigits } from "../digits";
import { parseReply } from "../models/endpoints/chat-chunk";
import type { EventReader } from "../models/endpoints/event-stream";
import type { Reply } from "../models/endpoints/http-post";
import { messagesResult } from "../models/endpoints/messages-reply";
import { MessagesStream } from "../models/endpoints/messages-stream";
import { postTo } from "../models/endpoints/openai-compatible";
import { readReply, replyBytesMax } from "../models/endpoints/reply-body";
import { responsesResult } from "../models/endpoints/responses-reply";
import { ResponsesStream } from "../models/endpoints/responses-stream";
import { isEventStream } from "../models/endpoints/stream-parts";
import { ProviderError } from "../models/provider-error";
import type { Closed } from "./call";
import { type MakeReader, Relay } from "./relay";
import type { RunningCall } from "./running-call";
import type { WireTerms } from "./wire-call";

type Json = { [member: string]: unknown };

/** A dialect that is passed through: where it is spoken, and how its answers are read along. */
export type WireDialect<R extends EventReader> = {
  path: string;
  /** Which of a model's wires it goes over. */
  over: "wire" | "messagesWire";
  reader: MakeReader<R>;
  resultOf: (reply: Json) => LanguageModelV3GenerateResult;
};

export const responsesDialect: WireDialect<ResponsesStream> = {
  path: "/responses",
  over: "wire",
  reader: (emit) => new ResponsesStream(emit),
  resultOf: responsesResult,
};

export const messagesDialect: WireDialect<MessagesStream> = {
  path: "/messages",
  over: "messagesWire",
  reader: (emit) => new MessagesStream(emit),
  resultOf: messagesResult,
};

export const embeddingsDialect = {
  path: "/embeddings",
  over: "wire" as const,
  resultOf: embeddingsResult,
  /** Vectors are long: 2,048 of them come at once. */
  bytesMax: 80_000_000,
};

/** Nothing is written by the model, and no usage says so. */
function embeddingsResult({ data, usage, model }: Json): LanguageModelV3GenerateResult {
  if (!Array.isArray(data)) {
    throw new ProviderError("broken", "The provider sent a reply without an answer.");
  }
  const isUsage = typeof usage === "object" && usage !== null && !Array.isArray(usage);
  const packets = isUsage ? [{ completion_tokens: 0, ...usage }] : [];
  const none = { total: undefined, text: undefined, reasoning: undefined };
  return {
    content: [],
    finishReason: { unified: "stop", raw: "stop" },
    usage: {
      inputTokens: { ...none, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
      outputTokens: none,
      raw: { packets },
    },
    response: typeof model === "string" ? { modelId: model } : {},
    warnings: [],
  };
}

export type DialectTerms = WireTerms & { headers?: Record<string, string> };

type Place = Pick<WireDialect<EventReader>, "path" | "over">;

/** A streamed answer as it comes, or whole where the provider sent it whole. */
export type Streamed<R extends EventReader> =
  | { relay: Relay<R>; whole: null }
  | { relay: null; whole: { reply: Json; closed: Closed | null } };

/** Null when the call brought no answer; it is closed then, and `call.failure` says why. */
export async function relayEvents<R extends EventReader>(
  call: RunningCall,
  terms: DialectTerms,
  dialect: WireDialect<R>,
  pass: (bytes: Buffer) => boolean,
): Promise<Streamed<R> | null> {
  const reply = await call.request(
    () => post(terms, dialect, call),
    (late) => late.destroy(),
  );
  if (reply && isEventStream(reply)) {
    return { relay: new Relay(call, reply, dialect.reader, pass), whole: null };
  }
  const whole = reply && (await readWhole(call, reply, dialect));
  if (whole) return { relay: null, whole: { reply: whole, closed: await call.end() } };
  await call.end();
  return null;
}

/** Asked for a stream, it answered with a whole reply. */
async function readWhole(
  call: RunningCall,
  posted: Reply,
  { resultOf }: Pick<WireDialect<EventReader>, "resultOf">,
): Promise<Json | null> {
  try {
    const { reply, result } = await readReply(posted, replyBytesMax, parseBy(resultOf));
    call.observed.takeWhole(result);
    return reply;
  } catch (error) {
    call.broke(error);
    return null;
  }
}

/** A whole answer as it came, and its close; the reply is null where none came. */
export async function wholeAnswer(
  call: RunningCall,
  terms: DialectTerms,
  dialect: Place & Pick<WireDialect<EventReader>, "resultOf"> & { bytesMax?: number },
): Promise<{ reply: Json | null; closed: Closed | null }> {
  const answer = await call.request(async () => {
    const posted = await post(terms, dialect, call);
    return readReply(posted, dialect.bytesMax ?? replyBytesMax, parseBy(dialect.resultOf));
  });
  if (answer) call.observed.takeWhole(answer.result);
  return { reply: answer?.reply ?? null, closed: await call.end() };
}

function parseBy(resultOf: WireDialect<EventReader>["resultOf"]) {
  return (text: string) => {
    const reply = parseReply(text);
    // Vectors have nothing else, and a double is all that they are.
    if (resultOf !== embeddingsResult) keepDigits(text, reply);
    return { reply, result: resultOf(reply) };
  };
}

function post({ model, body, headers }: DialectTerms, { path, over }: Place, call: RunningCall) {
  const wire = over === "wire" ? model.wire?.(path) : model.messagesWire?.(path);
  if (!wire) throw new Error(`${model.id} does not speak this dialect.`);
  const sent = headers ? { ...wire, headers: { ...wire.headers, ...headers } } : wire;
  return postTo(sent, body, undefined, (reply) => {
    call.onAbort = () => reply.abort();
  });
}

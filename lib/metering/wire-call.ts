import type { LanguageModelV3CallOptions, LanguageModelV3StreamPart } from "@ai-sdk/provider";
import { keepDigits } from "../digits";
import type { Reservation } from "../ledger/reservation";
import { parseReply } from "../models/endpoints/chat-chunk";
import { ChatReader } from "../models/endpoints/chat-reader";
import { resultOf } from "../models/endpoints/chat-reply";
import type { Reply } from "../models/endpoints/http-post";
import { postTo } from "../models/endpoints/openai-compatible";
import { readReply, replyBytesMax } from "../models/endpoints/reply-body";
import { isEventStream, partsOf } from "../models/endpoints/stream-parts";
import type { Model } from "../models/model";
import type { Along, Closed } from "./call";
import { countTokens } from "./count";
import { type MakeReader, Relay } from "./relay";
import { RunningCall } from "./running-call";
import { streamPosted } from "./stream-call";
import { timeLimits } from "./watch";

/** A request that goes to the provider as it is, under its hold. */
export type WireTerms = {
  model: Model;
  reservation: Reservation;
  body: Buffer;
  /** What of it is read as text, for our own count. */
  text: () => string;
  messages: number;
  /** Our own count, where it is more than that of the text. */
  countInput?: () => Promise<number>;
  along: Along;
};

const path = "/chat/completions";

/** Begins a call in the provider's own dialect. Whole answers have no first byte to wait for. */
export function wireCall(terms: WireTerms, streamed: boolean): RunningCall {
  const { model, reservation, along } = terms;
  const limits = timeLimits();
  const whole = { ...limits, firstByteMs: limits.totalMs };
  return new RunningCall(
    {
      reservation,
      endpoint: model.endpoint,
      options: noOptions,
      countInput: terms.countInput ?? (() => countSent(terms)),
      along,
    },
    streamed ? limits : whole,
  );
}

const noOptions: LanguageModelV3CallOptions = { prompt: [] };
const tokensPerMessage = 4;
const tokensPerPrompt = 3;

async function countSent({ text, messages }: WireTerms): Promise<number> {
  return (await countTokens(text())) + messages * tokensPerMessage + tokensPerPrompt;
}

/** A streamed answer: relayed as it comes, or as parts where the provider sent it whole. */
export type WireStream =
  | { relay: Relay<ChatReader>; parts: null }
  | { relay: null; parts: ReadableStream<LanguageModelV3StreamPart> };

const makeReader: MakeReader<ChatReader> = (emit) => new ChatReader(emit);

/** Null when the call brought no stream; it is closed then, and `call.failure` says why. */
export async function relayChat(
  call: RunningCall,
  { model, body }: WireTerms,
  pass: (bytes: Buffer) => boolean,
): Promise<WireStream | null> {
  const reply = await call.request(() => post(model, body, call), dispose);
  if (!reply) {
    await call.end();
    return null;
  }
  if (isEventStream(reply)) {
    return { relay: new Relay(call, reply, makeReader, pass), parts: null };
  }
  const stream = partsOf(reply);
  return { relay: null, parts: streamPosted(call, stream) };
}

type Json = { [member: string]: unknown };

/** A whole answer as it came, and its close; the reply is null where none came. */
export async function wholeChat(
  call: RunningCall,
  { model, body }: WireTerms,
): Promise<{ reply: Json | null; closed: Closed | null }> {
  const answer = await call.request(async () =>
    readReply(await post(model, body, call), replyBytesMax, (text) => {
      const reply = parseReply(text);
      keepDigits(text, reply);
      return { reply, result: resultOf(reply) };
    }),
  );
  if (answer) call.observed.takeWhole(answer.result);
  return { reply: answer?.reply ?? null, closed: await call.end() };
}

function post(model: Model, body: Buffer, call: RunningCall): Promise<Reply> {
  const wire = model.wire?.(path);
  if (!wire) throw new Error(`${model.id} does not speak the OpenAI dialect.`);
  return postTo(wire, body, undefined, (reply) => {
    call.onAbort = () => reply.abort();
  });
}

function dispose(reply: Reply): void {
  reply.destroy();
}

import type { Closed } from "../metering/call";
import { askedOutputTokens } from "../metering/reserve-call";
import { reserveWire } from "../metering/reserve-wire";
import type { RunningCall } from "../metering/running-call";
import { wireCall } from "../metering/wire-call";
import {
  type DialectTerms,
  relayEvents,
  type WireDialect,
  wholeAnswer,
} from "../metering/wire-dialects";
import type { EventReader } from "../models/endpoints/event-stream";
import { rememberAlong } from "./attempt";
import type { Beyond } from "./beyond";
import { defaultOutputTokens } from "./chat/call";
import type { Json } from "./chat/json";
import { tellHold } from "./chat/pass-through";
import { endWhole, failed, streamHeaders, withRest } from "./chat/reply";
import type { DialectCall } from "./dialect-call";
import { isCut } from "./leave";
import { begin } from "./running";

/** A request in its provider's own dialect, and how its answer is ended in it. */
export type Passing<R extends EventReader> = {
  dialect: WireDialect<R>;
  /** The body as it goes out, with this output limit. */
  sent: (limit: number) => Buffer;
  headers?: Record<string, string>;
  beyond: Beyond;
  messages: number;
  outputTokens: number | null;
  stream: boolean;
  /** All text that the provider counts, for our own count. */
  text: () => string;
  /** The events after the last that was passed on. */
  end: (reader: R, closed: Closed) => string;
  /** The same of a stream that broke. */
  broke: (reader: R, closed: Closed | null, error: Error) => string;
  /** What is other in a whole reply: its usage as it was settled. */
  whole: (reply: Json, closed: Closed) => Json;
};

/**
 * Makes a call of a provider that speaks the client's dialect: every field is kept, the answer
 * comes back as it is. Resolves when the hold is taken; what is returned makes the call.
 */
export async function passOn<B, R extends EventReader>(
  asked: DialectCall<B>,
  passing: Passing<R>,
): Promise<() => Promise<void>> {
  const { model, call, attempt, person, outlet } = asked;
  const { beyond, messages, stream } = passing;
  const along = rememberAlong(attempt);
  const defaults = { defaultOutputTokens: defaultOutputTokens(model) };
  const most = askedOutputTokens(
    model,
    { maxOutputTokens: passing.outputTokens ?? undefined },
    defaults,
  );
  const draft = passing.sent(most);
  const bytes = draft.length - beyond.characters;
  const held = { bytes, messages, moreTokens: beyond.tokens, outputTokens: most, ...defaults };
  const reservation = await reserveWire(model, held, call, along);
  tellHold(asked, reservation, passing.outputTokens);
  const limit = reservation.maxOutputTokens;
  const body = limit === most ? draft : passing.sent(limit);
  const terms = { model, reservation, body, text: passing.text, messages, along };
  const running = wireCall(terms, stream);
  const leave = begin(person.userId, { restart: () => running.cut("restart") });
  const sent = { ...terms, headers: passing.headers };
  return async () => {
    try {
      if (stream) {
        outlet.onLeave(() => {
          const { count, firstTokenAt: firstAt } = running.observed;
          const { onDisconnect } = model;
          if (isCut({ pieces: count.pieces, firstAt, limit, onDisconnect })) running.cut("stopped");
        });
        await streamed(asked, running, sent, passing);
      } else {
        const { reply, closed } = await wholeAnswer(running, sent, passing.dialect);
        if (!reply || !closed || closed.error) throw failed(closed, running.failure);
        endWhole(outlet, reply, passing.whole(reply, closed));
      }
    } finally {
      leave();
    }
  };
}

async function streamed<B, R extends EventReader>(
  { outlet }: DialectCall<B>,
  running: RunningCall,
  terms: DialectTerms,
  passing: Passing<R>,
): Promise<void> {
  const pass = (bytes: Buffer): boolean => {
    if (outlet.left) return true;
    if (!outlet.begun) outlet.head(200, streamHeaders);
    return outlet.write(bytes);
  };
  const answer = await relayEvents(running, terms, passing.dialect, pass);
  if (!answer) throw failed(await running.end(), running.failure);
  if (!answer.relay) {
    const { reply, closed } = answer.whole;
    if (!closed || closed.error) throw failed(closed, running.failure);
    endWhole(outlet, reply, passing.whole(reply, closed));
    return;
  }
  const { relay } = answer;
  outlet.onRoom(() => relay.resume());
  // Who takes no more and goes makes no room; the rest is read all the same.
  outlet.onLeave(() => relay.resume());
  const { closed, rest } = await relay.over;
  if (outlet.left) return;
  if (closed && !closed.error) {
    if (!outlet.begun) outlet.head(200, streamHeaders);
    outlet.end(withRest(rest, passing.end(relay.reader, closed)));
    return;
  }
  for (const bytes of rest) pass(bytes);
  const error = failed(closed, running.failure);
  if (!outlet.begun) throw error;
  outlet.end(passing.broke(relay.reader, closed, error));
}

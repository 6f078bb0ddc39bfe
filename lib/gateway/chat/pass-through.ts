import { traceHeaders } from "../../http/trace";
import type { Reservation } from "../../ledger/reservation";
import { askedOutputTokens } from "../../metering/reserve-call";
import { reserveWire } from "../../metering/reserve-wire";
import type { RunningCall } from "../../metering/running-call";
import { relayChat, type WireTerms, wholeChat, wireCall } from "../../metering/wire-call";
import type { Model } from "../../models/model";
import { rememberAlong } from "../attempt";
import { isCut } from "../leave";
import { begin } from "../running";
import { countedText, type LimitName, upstreamBody } from "./body";
import { type ChatCall, defaultOutputTokens } from "./call";
import { writeParts } from "./chunks";
import { endStream, endWhole, failed, streamHeaders, usageJson } from "./reply";
import { beyondOf } from "./unbounded";

/**
 * A call of a model whose provider speaks the client's dialect: the request goes out with every
 * field kept, the answer comes back as it is. Resolves when the hold is taken; what is returned
 * makes the call.
 */
export async function passThrough(asked: ChatCall): Promise<() => Promise<void>> {
  const { model, body, call, attempt, person, outlet } = asked;
  const along = rememberAlong(attempt);
  const defaults = { defaultOutputTokens: defaultOutputTokens(model) };
  const most = askedOutputTokens(
    model,
    { maxOutputTokens: body.outputTokens ?? undefined },
    defaults,
  );
  const draft = sentBody(asked, most);
  const beyond = beyondOf(model, body.unbounded);
  const sent = {
    bytes: draft.length - beyond.characters,
    messages: body.messages.length,
    moreTokens: beyond.tokens,
    outputTokens: most,
    ...defaults,
  };
  const reservation = await reserveWire(model, sent, call, along);
  tellHold(asked, reservation, body.outputTokens);
  const limit = reservation.maxOutputTokens;
  const terms: WireTerms = {
    model,
    reservation,
    body: limit === most ? draft : sentBody(asked, limit),
    text: () => countedText(body),
    messages: body.messages.length,
    along,
  };
  const running = wireCall(terms, body.stream);
  const leave = begin(person.userId, { restart: () => running.cut("restart") });
  return async () => {
    try {
      if (body.stream) outlet.onLeave(() => clientLeft(running, limit, model));
      await (body.stream ? streamed(asked, running, terms) : whole(asked, running, terms));
    } finally {
      leave();
    }
  };
}

function clientLeft(running: RunningCall, limit: number, { onDisconnect }: Model): void {
  const { count, firstTokenAt: firstAt } = running.observed;
  if (isCut({ pieces: count.pieces, firstAt, limit, onDisconnect })) running.cut("stopped");
}

function sentBody({ model, body }: ChatCall, limit: number): Buffer {
  const limitName: LimitName = model.provider === "openai" ? "max_completion_tokens" : "max_tokens";
  return upstreamBody(body, { model: model.upstreamId, limit, limitName });
}

/** The ids of a call, and its limit where the room did not reach for all that was asked for. */
export function tellHold(
  { outlet, call }: Pick<ChatCall, "outlet" | "call">,
  reservation: Reservation,
  asked: number | null = null,
): void {
  outlet.add("x-purser-usage-id", reservation.id);
  outlet.add("x-request-id", reservation.id);
  const { spanId } = reservation;
  const trace = traceHeaders({ traceId: call.traceId, spanId });
  for (const name in trace) outlet.add(name, trace[name] ?? "");
  // Lowered to what the room reaches for, or to the most that the model gives.
  if (reservation.lowered || reservation.maxOutputTokens < (asked ?? 0)) {
    outlet.add("x-purser-max-output-tokens", String(reservation.maxOutputTokens));
  }
}

async function streamed({ outlet, body }: ChatCall, running: RunningCall, terms: WireTerms) {
  const pass = (bytes: Buffer): boolean => {
    if (outlet.left) return true;
    if (!outlet.begun) outlet.head(200, streamHeaders);
    return outlet.write(bytes);
  };
  const stream = await relayChat(running, terms, pass);
  if (!stream) throw failed(await running.end(), running.failure);
  if (!stream.relay) {
    const told = { id: terms.reservation.id, model: body.model, includeUsage: body.includeUsage };
    await writeParts(outlet, stream.parts, told);
    return;
  }
  const { relay } = stream;
  outlet.onRoom(() => relay.resume());
  // Who takes no more and goes makes no room; the rest is read all the same.
  outlet.onLeave(() => relay.resume());
  const { closed, rest } = await relay.over;
  if (!closed || closed.error) {
    for (const bytes of rest) pass(bytes);
    throw failed(closed, running.failure);
  }
  const { usageChunk, head, finished } = relay.reader;
  const usage = body.includeUsage ? usageJson(closed, usageChunk?.usage) : null;
  endStream(outlet, closed, {
    rest,
    head: usageChunk ? withoutUsage(usageChunk) : head,
    usage,
    finished,
  });
}

function withoutUsage({ usage: _, ...head }: { [member: string]: unknown }) {
  return head;
}

async function whole({ outlet }: ChatCall, running: RunningCall, terms: WireTerms) {
  const { reply, closed } = await wholeChat(running, terms);
  if (!reply || !closed || closed.error) throw failed(closed, running.failure);
  endWhole(outlet, reply, { usage: usageJson(closed, reply.usage) });
}

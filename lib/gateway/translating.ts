import type {
  LanguageModelV3CallOptions,
  LanguageModelV3GenerateResult,
  LanguageModelV3StreamPart,
} from "@ai-sdk/provider";
import { ServerStopping } from "../draining";
import type { Closed } from "../metering/call";
import { meteredModel, reserveCall } from "../metering/meter";
import { rememberAlong } from "./attempt";
import { defaultOutputTokens } from "./chat/call";
import type { Json } from "./chat/json";
import { tellHold } from "./chat/pass-through";
import { endWhole, streamHeaders } from "./chat/reply";
import type { DialectCall } from "./dialect-call";
import { isCut, type Progress } from "./leave";
import type { Outlet } from "./request";
import { begin } from "./running";
import { Thoughts } from "./thoughts";

type Part = LanguageModelV3StreamPart;

/** Writes an answer's parts as events of some dialect. Each returns what goes to the client. */
export type PartWriter = {
  begin: () => string;
  part: (part: Part) => string;
  end: (closed: Closed) => string;
  broke: (closed: Closed | null, error: unknown) => string;
};

export type Translating = {
  options: LanguageModelV3CallOptions;
  stream: boolean;
  /** For the call of this id. */
  writer: (id: string) => PartWriter;
  whole: (result: LanguageModelV3GenerateResult, closed: Closed, id: string) => Json;
};

/**
 * Makes a call of a model that speaks another dialect, through the AI SDK's language model.
 * Resolves when the hold is taken; what is returned makes the call.
 */
export async function translateCall<B>(
  asked: DialectCall<B>,
  { options: given, stream, writer, whole }: Translating,
): Promise<() => Promise<void>> {
  const { model, call, attempt, person, outlet } = asked;
  const along = rememberAlong(attempt);
  const limits = { defaultOutputTokens: defaultOutputTokens(model) };
  const abort = new AbortController();
  const thoughts = new Thoughts(model, person.userId);
  const options = { ...thoughts.givenBack(given), abortSignal: abort.signal };
  const reservation = await reserveCall(model, options, call, along, limits);
  tellHold(asked, reservation, given.maxOutputTokens ?? null);
  const metered = meteredModel(model, call, along, reservation, limits);
  const leave = begin(person.userId, { restart: () => abort.abort(new ServerStopping()) });
  const progress: Progress = {
    pieces: 0,
    firstAt: null,
    limit: reservation.maxOutputTokens,
    onDisconnect: model.onDisconnect,
  };
  const onPart = (part: Part) => {
    thoughts.take(part);
    if (!part.type.endsWith("-delta")) return;
    progress.pieces += 1;
    progress.firstAt ??= performance.now();
  };
  return async () => {
    try {
      if (!stream) {
        const result = await metered.doGenerate(options);
        const closed = closedIn(result.providerMetadata);
        if (!closed) throw new Error("A metered answer came without its close.");
        thoughts.takeWhole(result.content);
        endWhole(outlet, whole(result, closed, reservation.id));
        return;
      }
      outlet.onLeave(() => {
        if (isCut(progress)) abort.abort();
      });
      const { stream: parts } = await metered.doStream(options);
      await writeParts(outlet, parts, writer(reservation.id), onPart);
    } finally {
      leave();
    }
  };
}

function closedIn(metadata: LanguageModelV3GenerateResult["providerMetadata"]): Closed | null {
  return (metadata?.purser as unknown as Closed | undefined) ?? null;
}

/** Writes a metered stream to its end; throws what it broke with before anything was written. */
async function writeParts(
  outlet: Outlet,
  parts: ReadableStream<Part>,
  writer: PartWriter,
  onPart: (part: Part) => void,
): Promise<void> {
  let room: () => void = () => undefined;
  outlet.onRoom(() => room());
  outlet.onLeave(() => room());
  let error: unknown = null;
  const opening = writer.begin();
  for await (const part of parts as unknown as AsyncIterable<Part>) {
    if (part.type === "error") error = part.error;
    else if (part.type === "finish") {
      end(outlet, writer, { opening, closed: closedIn(part.providerMetadata), error });
      return;
    } else {
      onPart(part);
      const text = writer.part(part);
      if (text === "") continue;
      if (outlet.left) continue;
      const first = !outlet.begun;
      if (first) outlet.head(200, streamHeaders);
      const hasRoom = outlet.write(first ? opening + text : text);
      if (!hasRoom && !outlet.left) await new Promise<void>((resolve) => (room = resolve));
    }
  }
}

type End = { opening: string; closed: Closed | null; error: unknown };

function end(outlet: Outlet, writer: PartWriter, { opening, closed, error }: End): void {
  if (outlet.left) return;
  const failed = error !== null || !closed || closed.error !== null;
  if (failed && !outlet.begun) throw error ?? new Error("A metered stream had no close.");
  const first = outlet.begun ? "" : opening;
  if (!outlet.begun) outlet.head(200, streamHeaders);
  outlet.end(first + (failed ? writer.broke(closed, error) : writer.end(closed)));
}

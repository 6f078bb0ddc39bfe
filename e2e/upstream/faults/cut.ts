import { type Answer, chunkOf } from "../answer";
import { close, errorBody, type Fault, type Faults, half, strike, strikesAfter } from "../fault";
import type { Send, Step } from "../steps";
import { tokenStep } from "../steps";
import { frame } from "../wire";

const dropped: Fault["whole"] = (body, answer) => [
  { kind: "other", raw: half(body) },
  // A length was promised: with a clean end the client would wait for the rest.
  close(answer, "fin"),
];

const ERROR = errorBody("The model is overloaded, in mid-stream.", "server_error", "overloaded");

function errorEvent(about: string, tail: (answer: Answer) => Step[]): Fault {
  return {
    row: "U5",
    about,
    stream: (steps, answer) => strike(steps, answer, () => tail(answer)),
  };
}

/** Sends all up to (not with) the first step of a kind, then closes. */
function cutBefore(about: string, kinds: Step["kind"][]): Fault {
  function* stream(steps: Iterable<Step>, answer: Answer): Generator<Step> {
    for (const step of steps) {
      if (kinds.includes(step.kind)) break;
      yield step;
    }
    yield close(answer);
  }
  return { row: "U6", about, stream, whole: dropped };
}

/** The next event, as bytes, up to a place inside it. */
function* partOfEvent(answer: Answer, step: Send, place: (bytes: Buffer) => number) {
  const bytes = frame(JSON.stringify(step.chunk), answer.script);
  yield { kind: "other", raw: bytes.subarray(0, place(bytes)) } as const;
  yield close(answer);
}

function cutInside(about: string, text: string, place: (bytes: Buffer) => number): Fault {
  const stream: Fault["stream"] = (steps, answer) =>
    strike(steps, answer, () => {
      const step = tokenStep(answer, [{ index: strikesAfter(answer), text }]);
      return partOfEvent(answer, step, place);
    });
  return { row: "U6", about, stream, whole: dropped };
}

const EMOJI = " 🎉";
const insideEmoji = (bytes: Buffer) => bytes.indexOf(Buffer.from("🎉")) + 2;

/** The rest of the answer, a byte at a time. */
function* drip(rest: Step[], answer: Answer): Generator<Step> {
  const ms = answer.script.drip_ms ?? 1000;
  for (const step of rest) {
    if (!("chunk" in step) || !step.chunk) continue;
    for (const byte of frame(JSON.stringify(step.chunk), answer.script)) {
      yield { kind: "wait", ms };
      yield { kind: "other", raw: Buffer.of(byte) };
    }
  }
  yield close(answer);
}

function* heartbeats(answer: Answer): Generator<Step> {
  for (;;) {
    yield { kind: "wait", ms: answer.script.drip_ms ?? 1000 };
    yield { kind: "other", raw: ": still here\n\n" };
  }
}

function stalled(about: string, tail: (rest: Step[], answer: Answer) => Iterable<Step>): Fault {
  return {
    row: "U8",
    about,
    stream: (steps, answer) => strike(steps, answer, (rest) => tail(rest, answer)),
    whole: (body) => [
      { kind: "other", raw: half(body) },
      { kind: "close", how: "hang" },
    ],
  };
}

function noHeaders(row: `U${number}`, about: string, how: "reset" | "fin" | "hang"): Fault {
  const steps: Step[] = [{ kind: "close", how }];
  return { row, about, reply: () => ({ status: 200, headers: {}, steps }) };
}

export const cutFaults: Faults = {
  "reset-before-headers": noHeaders("U1", "reads the request, then RST", "reset"),
  "close-before-headers": noHeaders("U1", "reads the request, then closes", "fin"),

  "error-event": errorEvent("an error object as event, then the end; no `[DONE]`", (answer) => [
    { kind: "other", data: ERROR },
    close(answer),
  ]),
  "error-event-done": errorEvent("an error object as event, then `[DONE]`", (answer) => [
    { kind: "other", data: ERROR },
    { kind: "done", data: "[DONE]" },
    close(answer),
  ]),
  "error-named-event": errorEvent("the same under `event: error`", (answer) => [
    { kind: "other", event: "error", data: ERROR },
    close(answer),
  ]),
  "error-in-chunk": errorEvent("a chunk with `finish_reason: error` and an error", (answer) => [
    {
      kind: "other",
      chunk: { ...chunkOf(answer, {}, "error"), error: { code: 502, message: "Provider lost" } },
    },
    close(answer),
  ]),

  eof: {
    row: "U6",
    about: "ends after n tokens: no finish, no usage, no `[DONE]`",
    stream: (steps, answer) => strike(steps, answer, () => [close(answer)]),
    whole: dropped,
  },
  "eof-mid-frame": cutInside(
    "ends in the middle of the next event's JSON",
    " cut",
    (bytes) => bytes.length >> 1,
  ),
  "eof-mid-utf8": cutInside("ends two bytes into an emoji", EMOJI, insideEmoji),
  "eof-no-blank-line": cutInside(
    "the next event is whole but for the blank line that ends it",
    " cut",
    (bytes) => bytes.length - 1,
  ),
  "eof-after-finish": cutBefore("ends after the finish chunk: no usage, no `[DONE]`", [
    "usage",
    "done",
  ]),
  "eof-before-done": cutBefore("ends after the usage chunk: no `[DONE]`", ["done"]),

  reset: {
    row: "U7",
    about: "RST after n tokens",
    stream: (steps, answer) => strike(steps, answer, () => [close(answer, "reset")]),
    whole: (body, answer) => [{ kind: "other", raw: half(body) }, close(answer, "reset")],
  },

  "stall-headers": noHeaders("U8", "reads the request, sends nothing, keeps it open", "hang"),
  stall: stalled("after n tokens (`start`: after the headers) nothing, kept open", () => [
    { kind: "flush" },
    { kind: "close", how: "hang" },
  ]),
  drip: stalled("after n tokens one byte each `drip_ms` (1000), then closed", drip),
  heartbeats: stalled("after n tokens only comment lines, each `drip_ms`, for ever", (_, answer) =>
    heartbeats(answer),
  ),
};

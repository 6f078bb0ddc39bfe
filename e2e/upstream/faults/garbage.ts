import { type Answer, chunkOf } from "../answer";
import { close, type Fault, type Faults, strike, strikesAfter } from "../fault";
import { type Piece, type Send, type Step, tokenStep } from "../steps";
import { frame } from "../wire";

/** Something foreign in the middle; the answer then goes on as if nothing were. */
function inserted(about: string, what: (answer: Answer) => Step[]): Fault {
  return {
    row: "U13",
    about,
    stream: (steps, answer) => strike(steps, answer, (rest) => [...what(answer), ...rest]),
  };
}

/** Bytes inside the JSON string of an event's content. */
function rawInContent(answer: Answer, bytes: Buffer): Step {
  const mark = "<here>";
  const framed = frame(JSON.stringify(chunkOf(answer, { content: mark })), answer.script);
  const at = framed.indexOf(mark);
  const raw = Buffer.concat([framed.subarray(0, at), bytes, framed.subarray(at + mark.length)]);
  return { kind: "other", raw };
}

const HTML = `<!doctype html><html><head><title>Sign in</title></head>
<body><h1>Please sign in to the proxy</h1><script>document.title = "ran"</script></body></html>`;

const MEGABYTE = 1024 * 1024;

function bigEvent(answer: Answer): Step {
  const size = answer.script.bytes ?? 10 * MEGABYTE;
  return { kind: "other", chunk: chunkOf(answer, { content: "x".repeat(size) }) };
}

function* endlessLine(answer: Answer): Generator<Step> {
  const filler = Buffer.alloc(64 * 1024, "x");
  yield { kind: "other", raw: 'data: {"id":"' };
  const bytes = answer.script.bytes ?? 1024 * MEGABYTE;
  for (let sent = 0; sent < bytes; sent += filler.length) yield { kind: "other", raw: filler };
}

function body(about: string, type: string, raw: string): Fault {
  const headers = { "content-type": type };
  const steps: Step[] = [{ kind: "other", raw }];
  return { row: "U13", about, reply: () => ({ status: 200, headers, steps }) };
}

const garbage: Faults = {
  "invalid-json": inserted("an event whose JSON is cut off, then goes on", () => [
    { kind: "other", data: '{"id":"broken","choices":[{"index":0,"delta":{"content":" lost' },
  ]),
  "not-a-chunk": inserted("events of valid JSON that are no chunks", () =>
    ["null", "42", '"text"', "[]", '{"choices":"none"}', '{"choices":[null]}'].map((data) => ({
      kind: "other",
      data,
    })),
  ),
  "odd-content": inserted("chunks whose content is a number, an array, an object", (answer) =>
    [7, ["a"], { text: "b" }].map((content) => ({
      kind: "other",
      chunk: chunkOf(answer, { content }),
    })),
  ),
  "huge-event": inserted("an event of `bytes` (10 MB) of content", (answer) => [bigEvent(answer)]),
  "endless-line": {
    row: "U13",
    about: "a line that does not end, up to `bytes` (1 GB)",
    stream: (steps, answer) => strike(steps, answer, () => endlessLine(answer)),
  },
  "nul-raw": inserted("NUL bytes between events", () => [
    { kind: "other", raw: Buffer.alloc(16) },
    { kind: "other", raw: "\n\n" },
  ]),
  "nul-in-json": inserted("raw NUL bytes inside a JSON string", (answer) => [
    rawInContent(answer, Buffer.alloc(4)),
  ]),
  "nul-escaped": inserted("a valid `\\u0000` in one token more", (answer) => [
    tokenStep(answer, [{ index: strikesAfter(answer) - 0.5, text: "\u0000" }]),
  ]),
  "bad-utf8": inserted("FF FE and a lone lead byte inside a JSON string", (answer) => [
    rawInContent(answer, Buffer.of(0xff, 0xfe, 0x20, 0xe6, 0xbc)),
  ]),
  "lone-surrogate": inserted("the escape of half an emoji, valid JSON", (answer) => [
    { kind: "other", data: JSON.stringify(chunkOf(answer, { content: "\ud83d" })) },
  ]),
  "html-200": body("an HTML page with 200", "text/html; charset=utf-8", HTML),
  "html-as-stream": body(
    "an HTML page that calls itself an event stream",
    "text/event-stream",
    HTML,
  ),
  "empty-200": body("200 and no byte", "text/event-stream", ""),
  "done-only": body("200 and only `[DONE]`", "text/event-stream", "data: [DONE]\n\n"),
  "json-for-stream": body(
    "a JSON error with 200 where a stream was asked for",
    "application/json",
    '{"error":{"message":"Streaming is not offered.","type":"server_error","code":null}}',
  ),
};

/** The token after which the fault strikes, and what follows it. */
function* again(steps: Iterable<Step>, answer: Answer, kinds: Step["kind"][]): Generator<Step> {
  for (const step of steps) {
    yield step;
    if (kinds.includes(step.kind)) yield step;
  }
  yield close(answer);
}

function* lastTwice(steps: Iterable<Step>, answer: Answer): Generator<Step> {
  const said: Send[] = [];
  const heard = (function* () {
    for (const step of steps) {
      if (step.kind === "token") said.push(step);
      yield step;
    }
  })();
  yield* strike(heard, answer, (rest) => {
    const inRest = rest.filter((step) => step.kind === "token").length;
    const last = said[said.length - inRest - 1];
    return last ? [last, ...rest] : rest;
  });
}

function* swapped(steps: Iterable<Step>, answer: Answer): Generator<Step> {
  yield* strike(steps, answer, ([first, second, ...rest]) =>
    first && second ? [second, first, ...rest] : [],
  );
}

function* late(steps: Iterable<Step>, answer: Answer): Generator<Step> {
  const piece: Piece = { index: answer.total, text: " late" };
  for (const step of steps) {
    yield step;
    if (step.kind === "finish") yield tokenStep(answer, [piece]);
  }
}

function* numbered(steps: Iterable<Step>): Generator<Step> {
  let index = 0;
  for (const step of steps) {
    if (step.kind === "token") {
      yield { ...step, chunk: { ...step.chunk, sequence_number: index++ } };
    } else yield step;
  }
}

const order: Faults = {
  duplicate: {
    row: "U15",
    about: "the nth token's event comes twice, byte for byte",
    stream: lastTwice,
  },
  "duplicate-all": {
    row: "U15",
    about: "each token's event comes twice, byte for byte",
    stream: (steps, answer) => again(steps, answer, ["token"]),
  },
  "out-of-order": {
    row: "U15",
    about: "tokens n+1 and n+2 change places",
    stream: swapped,
  },
  "duplicate-numbered": {
    row: "U15",
    about: "as `duplicate`, and each chunk has a `sequence_number`, so that it can be told",
    stream: (steps, answer) => lastTwice(numbered(steps), answer),
  },
  "out-of-order-numbered": {
    row: "U15",
    about: "as `out-of-order`, with a `sequence_number`",
    stream: (steps, answer) => swapped(numbered(steps), answer),
  },
  "finish-twice": {
    row: "U15",
    about: "the finish chunk comes twice",
    stream: (steps, answer) => again(steps, answer, ["finish"]),
  },
  "done-twice": {
    row: "U15",
    about: "`[DONE]` comes twice",
    stream: (steps, answer) => again(steps, answer, ["done"]),
  },
  "late-content": {
    row: "U15",
    about: "one more token after the finish chunk",
    stream: late,
  },
};

export const garbageFaults: Faults = { ...garbage, ...order };

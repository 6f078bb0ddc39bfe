import type { LanguageModelV3StreamPart } from "@ai-sdk/provider";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ProviderError } from "../provider-error";
import { firstChoice, isObject, parseEvent } from "./chat-chunk";
import { ChatStream } from "./chat-stream";
import { PlainEvent } from "./plain-event";

/** What stands between quotes as it is: letters, escapes, and what is no JSON at all. */
const between = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.constantFrom("", "a", "b", '\\"', "\\u0041", "\\", '"', "\n", "\u007f", "\u2028", "👋"),
  fc.constantFrom('x","content":"y', '"}},{"index":0,"delta":{"content":"z', "\\ud83d", "NUL\0"),
);
const space = fc.constantFrom("", "", " ", "\t");
const oddMember = fc.constantFrom(
  '"role":"assistant"',
  '"content":"twin"',
  '"content":null',
  '"a\\"content":"b"',
  '"content":["content"]',
  '"reasoning":"why"',
  '"refusal":""',
  '"refusal":"no"',
  '"tool_calls":null',
  '"x":{"content":"deep"}',
);
const members = fc.array(oddMember, { maxLength: 2 });
const oddTop = fc.constantFrom(
  '"id":"c1"',
  '"model":"up-1"',
  '"model":"content"',
  '"usage":null',
  '"usage":{"prompt_tokens":9,"completion_tokens":3}',
  '"content":"top"',
  '"error":null',
  '"sequence_number":7',
  '"choices":[]',
);
const tops = fc.array(oddTop, { maxLength: 2 });
const ends = fc.constantFrom("", '"finish_reason":null', '"finish_reason":"stop"', '"index":1');

const frame = fc
  .record({ space, first: members, last: members, top: tops, more: tops, end: ends })
  .map(({ space: gap, first, last, top, more, end }) => (content: string) => {
    const delta = [...first, `"content":${gap}"${content}"`, ...last].join(",");
    const choice = ['"index":0', `"delta":{${delta}}`, ...(end ? [end] : [])].join(",");
    return `{${[...top, `"choices":[{${choice}}]`, ...more].join(`,${gap}`)}}`;
  });

const streams = fc
  .tuple(fc.array(frame, { minLength: 1, maxLength: 3 }), fc.array(fc.tuple(fc.nat(2), between)))
  .map(([frames, said]) =>
    said.map(([at, content]) => frames[at % frames.length]?.(content) ?? "{}"),
  );

/** All that a stream makes of its events; which of them are parsed may not be seen in it. */
function played(events: string[]): unknown[] {
  const seen: unknown[] = [];
  const chat = new ChatStream((part: LanguageModelV3StreamPart) => seen.push(part));
  try {
    for (const [at, event] of events.entries()) {
      const { usage, id, model } = chat.event(event) ?? {};
      seen.push({ usage, id, model, finished: chat.finished });
      if (at % 3 === 0) chat.flush();
    }
    chat.end(new ProviderError("broken", "It broke off."));
  } catch (error) {
    chat.fail(error);
  }
  return seen;
}

/** The same events, each with blanks of its own before it, so that none is like another. */
function apart(events: string[]): string[] {
  const known = [...new Set(events)];
  return events.map((event) => `${" ".repeat(known.indexOf(event))}${event}`);
}

describe("an event that differs in its text alone", () => {
  test("a stream is the same, parsed or not, whatever its events are", () => {
    fc.assert(
      fc.property(streams, (events) => {
        expect(played(events)).toEqual(played(apart(events)));
      }),
      { numRuns: 3000 },
    );
  });

  test("says what it says when it is parsed", () => {
    fc.assert(
      fc.property(frame, between, between, (made, before, now) => {
        const plain = new PlainEvent();
        const from = contentOf(made(before));
        if (typeof from !== "string") return;
        plain.learn(made(before), {}, from);
        const text = plain.textOf(made(now));
        if (text !== null) expect(text).toBe(contentOf(made(now)));
      }),
      { numRuns: 3000 },
    );
  });

  test("is read without parsing it", () => {
    const event = (text: string) => `{"choices":[{"index":0,"delta":{"content":"${text}"}}]}`;
    const plain = new PlainEvent();
    plain.learn(event("a"), parseEvent(event("a")), "a");
    expect(plain.textOf(event("Grüße, 👋"))).toBe("Grüße, 👋");
    expect(plain.textOf(event(""))).toBe("");
    for (const escaped of ['\\"', "\\n", "\n", "\0"]) {
      expect(plain.textOf(event(escaped))).toBeNull();
    }
    expect(plain.textOf(`${event("a")} `)).toBeNull();
  });

  test("nothing is learnt where another key has the same name, or the last of two counts", () => {
    const twins = (text: string) =>
      `{"choices":[{"delta":{"content":"${text}","content":"${text}"}}]}`;
    const odd = (text: string) => `{"a\\"content":"${text}","choices":[{"delta":{"content":"x"}}]}`;
    for (const made of [twins, odd]) {
      const plain = new PlainEvent();
      plain.learn(made("x"), {}, "x");
      expect(plain.textOf(made("y"))).toBeNull();
    }
  });
});

function contentOf(data: string): unknown {
  try {
    const delta = firstChoice(parseEvent(data))?.delta;
    return isObject(delta) ? delta.content : null;
  } catch {
    return null;
  }
}

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startUpstream, type Upstream } from "./server";
import { askRaw, EIGHT, playFault, readStream, request } from "./testing";

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream();
});
afterAll(() => upstream.close());
beforeEach(() => upstream.reset());

const play = (fault: string, script: object = {}, over: object = {}) =>
  playFault(upstream, fault, script, over);

const triple = (n: unknown) => ({ prompt_tokens: n, completion_tokens: n, total_tokens: n });
const only = (usage: unknown) => (usages: unknown[]) => expect(usages).toEqual([usage]);
const outputs = (...expected: unknown[]) => {
  return (usages: unknown[]) =>
    expect(usages.map((u) => (u as { completion_tokens?: number }).completion_tokens)).toEqual(
      expected,
    );
};
const reports: [string, (usages: unknown[]) => void][] = [
  ["no-usage", (usages) => expect(usages).toEqual([])],
  ["usage-null", (usages) => expect(usages).toEqual([])],
  ["usage-zero", only(triple(0))],
  ["usage-negative", only(triple(-5))],
  ["usage-huge", only(triple(1e15))],
  ["usage-unsafe", only(triple(2 ** 53))],
  ["usage-float", only(triple(7.5))],
  ["usage-string", outputs("8")],
  ["usage-words", only(triple("many"))],
  ["usage-array", (usages) => expect(usages[0]).toHaveLength(2)],
  ["usage-empty", only({})],
  ["usage-output-only", only({ completion_tokens: 8 })],
  ["usage-cached-over", outputs(8)],
  ["usage-twice", outputs(8, 8)],
  ["usage-cumulative", outputs(1, 2, 3, 4, 5, 6, 7, 8, 8)],
  ["usage-shrinking", outputs(1, 2, 3, 4, 5, 6, 7, 4, 4)],
  ["usage-then-zero", outputs(8, 0)],
  ["usage-then-null", outputs(8)],
  ["usage-on-finish", outputs(8)],
  ["usage-on-role", outputs(8)],
  ["usage-before-finish", outputs(8)],
  ["usage-after-done", outputs(8)],
  ["usage-split-packets", outputs(8)],
  ["usage-split-events", outputs(undefined, 8)],
];

describe("U10 to U12: usage", () => {
  test.each(reports)("%s", async (fault, expected) => {
    const seen = await play(fault);
    expect(seen).toMatchObject({ text: EIGHT, finish: ["stop"], done: 1, broken: 0 });
    expect(seen.call.completion_tokens_sent).toBe(8);
    expected(seen.usages);
  });

  test("where it stands", async () => {
    const place = async (fault: string) => {
      const { data } = await play(fault);
      const usage = data.findIndex((text) => text.includes("completion_tokens"));
      return [usage, data.findIndex((text) => text.includes('"stop"')), data.indexOf("[DONE]")];
    };
    expect(await place("usage-on-finish")).toEqual([9, 9, 10]);
    expect(await place("usage-on-role")).toEqual([0, 9, 10]);
    expect(await place("usage-before-finish")).toEqual([9, 10, 11]);
    expect(await place("usage-after-done")).toEqual([11, 9, 10]);
    const { data } = await play("usage-null");
    expect(data.at(-2)).toMatch(/"choices":\[\],"usage":null/);
  });

  test("the split packet, and the same of whole bodies", async () => {
    const { reply } = await play("usage-split-packets");
    expect(reply.chunks.filter((chunk) => !chunk.toString().startsWith("data:"))).toHaveLength(1);
    const whole = await play("usage-negative", {}, { stream: false });
    expect(JSON.parse(whole.reply.body.toString()).usage).toEqual(triple(-5));
    const none = await play("no-usage", {}, { stream: false });
    expect(JSON.parse(none.reply.body.toString())).not.toHaveProperty("usage");
  });

  test("`usage` of a script goes over what a fault says, and null takes it away", async () => {
    const own = await play("usage-zero", { usage: { completion_tokens: 3 } });
    expect(own.usages).toEqual([{ ...triple(0), completion_tokens: 3 }]);
    const reply = await askRaw(upstream.port, request({ tokens: 2, usage: null }));
    expect(readStream(reply.body).usages).toEqual([]);
    expect(upstream.calls().at(-1)?.usage_reported).toBeNull();
  });
});

describe("U13: garbage", () => {
  test.each([
    ["invalid-json", 1, EIGHT],
    ["not-a-chunk", 0, EIGHT],
    ["odd-content", 0, EIGHT],
    ["nul-raw", 0, EIGHT],
    ["nul-in-json", 1, EIGHT],
    ["nul-escaped", 0, EIGHT.replace("charlie", "charlie\u0000")],
    ["bad-utf8", 0, EIGHT.replace("charlie", "charlie\ufffd\ufffd \ufffd")],
    ["lone-surrogate", 0, EIGHT.replace("charlie", "charlie\ud83d")],
  ])("%s", async (fault, broken, text) => {
    const seen = await play(fault);
    expect(seen).toMatchObject({ broken, text, finish: ["stop"], done: 1 });
  });

  test("the bytes of the odd ones", async () => {
    expect((await play("nul-raw")).reply.body.includes(Buffer.alloc(16))).toBe(true);
    expect((await play("nul-in-json")).reply.body.includes(Buffer.alloc(4))).toBe(true);
    const bad = Buffer.of(0xff, 0xfe, 0x20, 0xe6, 0xbc, 0x22);
    expect((await play("bad-utf8")).reply.body.includes(bad)).toBe(true);
    const escaped = await play("nul-escaped");
    expect(escaped.call.text_true).toBe(escaped.text);
  });

  test("a huge event, a line without end", async () => {
    const huge = await play("huge-event", { bytes: 300_000 });
    expect(huge.text).toHaveLength(EIGHT.length + 300_000);
    const line = await play("endless-line", { bytes: 1_000_000 });
    expect(line.reply.body.length).toBeGreaterThan(1_000_000);
    expect(line.reply.body.indexOf("\n", line.reply.body.indexOf("xxx"))).toBe(-1);
  });

  test.each([
    ["html-200", "text/html", "<!doctype"],
    ["html-as-stream", "text/event-stream", "<!doctype"],
    ["empty-200", "text/event-stream", ""],
    ["done-only", "text/event-stream", "data: [DONE]"],
    ["json-for-stream", "application/json", '{"error"'],
  ])("%s", async (fault, type, start) => {
    const { reply } = await play(fault);
    expect(reply).toMatchObject({ status: 200, complete: true });
    expect(reply.headers["content-type"]).toContain(type);
    expect(reply.body.toString().slice(0, start.length)).toBe(start);
  });
});

describe("U14, U15: another model, order", () => {
  test("other-model", async () => {
    const seen = await play("other-model");
    expect(seen.reply.body.toString()).not.toContain("test-model");
    const named = await play("other-model", { model: "cheaper" }, { stream: false });
    expect(JSON.parse(named.reply.body.toString()).model).toBe("cheaper");
    expect(named.call.model).toBe("test-model");
  });

  test.each([
    ["duplicate", "alpha bravo charlie charlie delta echo foxtrot golf hotel"],
    ["duplicate-numbered", "alpha bravo charlie charlie delta echo foxtrot golf hotel"],
    ["out-of-order", "alpha bravo charlie echo delta foxtrot golf hotel"],
    ["out-of-order-numbered", "alpha bravo charlie echo delta foxtrot golf hotel"],
  ])("%s", async (fault, text) => {
    const seen = await play(fault);
    expect(seen).toMatchObject({ text, finish: ["stop"], done: 1 });
    expect(seen.call).toMatchObject({ text_sent: text, text_true: EIGHT });
    expect(seen.call.completion_tokens_sent).toBe(8);
    expect(seen.call.repeated_tokens_sent).toBe(fault.startsWith("dup") ? 1 : 0);
    const numbers = seen.data.flatMap((data) => /"sequence_number":(\d)/.exec(data)?.[1] ?? []);
    const order = fault.startsWith("dup") ? "012234567" : "01243567";
    expect(numbers.join("")).toBe(fault.endsWith("numbered") ? order : "");
  });

  test("everything twice, late content", async () => {
    const all = await play("duplicate-all");
    expect(all.call).toMatchObject({ text_true: EIGHT, repeated_tokens_sent: 8 });
    expect(all.text).toBe(all.call.text_sent);
    expect((await play("finish-twice")).finish).toEqual(["stop", "stop"]);
    expect((await play("done-twice")).done).toBe(2);
    const late = await play("late-content");
    expect(late).toMatchObject({ text: `${EIGHT} late`, finish: ["stop"], done: 1 });
    expect(late.usages[0]).toMatchObject({ completion_tokens: 8 });
  });
});

describe("how the bytes are cut", () => {
  test.each([1, 7, 1400])("split into %i", async (size) => {
    const script = { text: "@unicode", split_bytes: size };
    const reply = await askRaw(upstream.port, request(script));
    expect(reply.chunks.slice(0, -1).every((chunk) => chunk.length === size)).toBe(true);
    const plain = await askRaw(upstream.port, request({ text: "@unicode" }));
    expect(readStream(reply.body).text).toBe(readStream(plain.body).text);
  });

  test("line ends, comments, no space, pretty JSON", async () => {
    const styled = async (style: object) => {
      const reply = await askRaw(upstream.port, request({ tokens: 8, ...style }));
      expect(readStream(reply.body)).toMatchObject({ text: EIGHT, done: 1, broken: 0 });
      return reply.body.toString();
    };
    expect(await styled({ crlf: true })).not.toMatch(/[^\r]\n/);
    expect(await styled({ comments: true })).toMatch(/^: UPSTREAM PROCESSING\n\ndata: /);
    expect(await styled({ space: false })).toMatch(/^data:\{/);
    expect(await styled({ pretty: true })).toMatch(/^data: \{\ndata: {3}"id"/);
  });
});

import { beforeAll, describe, expect, test } from "vitest";
import {
  chunk,
  errorIn,
  finish,
  finishIn,
  hello,
  joined,
  partsOf,
  said,
  sse,
  streaming,
  TestProvider,
  usage,
  usagesIn,
} from "./testing";

const provider = new TestProvider();
beforeAll(() => provider.start());

async function play(bytes: Buffer, size?: number) {
  provider.next(streaming(bytes, size));
  const { stream } = await provider.model().doStream(hello);
  return partsOf(stream);
}

const text = "Grüße, 世界! 👋🏽 End.";
const whole = sse(
  chunk({ role: "assistant", content: "" }),
  ...[...text].map((letter) => said(letter)),
  finish(),
  usage(9, 22),
  "[DONE]",
);

describe.each([1, 7, 1400])("in pieces of %i bytes", (size) => {
  test("the text is exact, and it is finished with its usage", async () => {
    const parts = await play(whole, size);
    expect(joined(parts, "text")).toBe(text);
    expect(finishIn(parts)).toMatchObject({
      finishReason: { unified: "stop", raw: "stop" },
      usage: {
        inputTokens: { total: 9 },
        outputTokens: { total: 22 },
        raw: { packets: [{ prompt_tokens: 9, completion_tokens: 22 }] },
      },
    });
    expect(usagesIn(parts)).toEqual([{ prompt_tokens: 9, completion_tokens: 22 }]);
    expect(parts.find((part) => part.type === "response-metadata")).toMatchObject({
      id: "c1",
      modelId: "up-1",
    });
  });

  test("CRLF, CR, comments, no space, several data lines, other fields", async () => {
    const events = [
      ": keep-alive\r\n\r\n",
      "event: message\r\nid: 7\r\nretry: 5\r\n",
      `data:${JSON.stringify(said("one "))}\r\n\r\n`,
      'data: {"choices":\rdata: [{"index":0,\rdata: "delta":{"content":"two "}}]}\r\r',
      `data: ${JSON.stringify(said("three"))}\n\n`,
      "nonsense\n\ndatabase: x\n: comment\n\n\n",
    ];
    const bytes = Buffer.from(events.join(""));
    const parts = await play(Buffer.concat([bytes, sse(finish(), "[DONE]")]), size);
    expect(errorIn(parts)).toBeUndefined();
    expect(joined(parts, "text")).toBe("one two three");
  });

  test("an end in the middle of a character is an interruption that keeps what came", async () => {
    const cut = sse(said("kept "), said("👋"));
    const parts = await play(cut.subarray(0, cut.indexOf("👋") + 2), size);
    expect(joined(parts, "text")).toBe("kept ");
    expect(errorIn(parts)).toMatchObject({ failure: "broken" });
    expect(finishIn(parts)).toBeUndefined();
  });

  test("bad UTF-8 is an interruption", async () => {
    const bad = sse(said("kept "), said("<>"), said("lost"), finish());
    bad[bad.indexOf("<>")] = 0xff;
    const parts = await play(bad, size);
    expect(errorIn(parts)).toMatchObject({ failure: "broken" });
    expect("kept ").toContain(joined(parts, "text"));
  });
});

test("all tokens of one read are one part", async () => {
  const parts = await play(whole);
  expect(parts.filter((part) => part.type === "text-delta")).toHaveLength(1);
  expect(parts.map((part) => part.type)).toEqual([
    "stream-start",
    "response-metadata",
    "text-start",
    "text-delta",
    "raw",
    "text-end",
    "finish",
  ]);
});

test.each([
  ["stop", "stop"],
  ["length", "length"],
  ["content_filter", "content-filter"],
  ["tool_calls", "tool-calls"],
  ["eos", "stop"],
  ["constructor", "other"],
])("finish reason %s is %s", async (raw, unified) => {
  const parts = await play(sse(said("a"), finish(raw), "[DONE]"));
  expect(finishIn(parts)?.finishReason).toEqual({ unified, raw });
});

test("usage is taken from wherever it comes", async () => {
  const own = { prompt_tokens: 3, completion_tokens: 1 };
  const shapes = [
    sse(said("a"), finish("stop", { usage: own }), "[DONE]"),
    sse(said("a"), { choices: [], usage: own }, finish(), "[DONE]"),
    sse(said("a", { usage: own }), finish(), "[DONE]"),
    sse(said("a"), finish(), { usage: own }, "[DONE]"),
    sse(said("a"), finish(), "[DONE]", { choices: [], usage: own }),
    sse(said("a"), finish(), { choices: [], usage: own }),
    sse(said("a"), finish(), { choices: [], usage: own }).subarray(0, -2),
  ];
  for (const shape of shapes) {
    const parts = await play(shape);
    expect(finishIn(parts)?.usage.raw).toEqual({ packets: [own] });
  }
});

test("every usage is handed on as it came, odd ones too", async () => {
  const odd = [
    { prompt_tokens: 1, completion_tokens: 1 },
    { prompt_tokens: 1, completion_tokens: 5 },
    { prompt_tokens: -1, completion_tokens: "5" },
    "many",
    [],
    {},
  ];
  const events = odd.map((one) => said("x", { usage: one }));
  const parts = await play(sse(...events, said("y", { usage: null }), finish(), "[DONE]"));
  expect(usagesIn(parts)).toEqual(odd);
  expect(finishIn(parts)?.usage.raw).toEqual({ packets: odd });
  expect(finishIn(parts)?.usage.outputTokens.total).toBeUndefined();
});

test("running totals of a long answer are kept in bounds", async () => {
  const events = Array.from({ length: 2000 }, (_, at) =>
    said("x", { usage: { prompt_tokens: 1, completion_tokens: at } }),
  );
  const packets = finishIn(await play(sse(...events, finish())))?.usage.raw?.packets as object[];
  expect(packets).toHaveLength(256);
  expect(packets.at(-1)).toMatchObject({ completion_tokens: 1999 });
});

test("cached, written and reasoning tokens are told apart", async () => {
  const packet = {
    prompt_tokens: 100,
    completion_tokens: 50,
    prompt_tokens_details: { cached_tokens: 60, cache_write_tokens: 10 },
    completion_tokens_details: { reasoning_tokens: 20 },
  };
  const parts = await play(sse(said("a"), finish(), { choices: [], usage: packet }, "[DONE]"));
  expect(finishIn(parts)?.usage).toMatchObject({
    inputTokens: { total: 100, noCache: 30, cacheRead: 60, cacheWrite: 10 },
    outputTokens: { total: 50, text: 30, reasoning: 20 },
  });
});

test.each(["reasoning_content", "reasoning"])("%s is reasoning", async (name) => {
  const parts = await play(
    sse(chunk({ [name]: "hm" }), chunk({ [name]: "m " }), said("so"), finish(), "[DONE]"),
  );
  expect(joined(parts, "reasoning")).toBe("hmm ");
  expect(joined(parts, "text")).toBe("so");
  const types = parts.map((part) => part.type);
  expect(types.indexOf("reasoning-end")).toBeLessThan(types.indexOf("text-start"));
});

test("tool calls are put together, also side by side", async () => {
  const tool = (index: number, more: object) => chunk({ tool_calls: [{ index, ...more }] });
  const parts = await play(
    sse(
      said("Let me see."),
      tool(0, { id: "a", function: { name: "find", arguments: "" } }),
      tool(1, { id: "b", function: { name: "read", arguments: '{"p"' } }),
      tool(0, { function: { arguments: '{"q":' } }),
      tool(0, { function: { arguments: '"x"}' } }),
      tool(1, { function: { arguments: ":1}" } }),
      finish("tool_calls"),
      "[DONE]",
    ),
  );
  const calls = parts.filter((part) => part.type === "tool-call");
  expect(calls).toMatchObject([
    { toolCallId: "a", toolName: "find", input: '{"q":"x"}' },
    { toolCallId: "b", toolName: "read", input: '{"p":1}' },
  ]);
  expect(finishIn(parts)?.finishReason.unified).toBe("tool-calls");
});

test("NULs and halves of characters are kept out, whole characters across events are not", async () => {
  const half = (code: string) => `{"choices":[{"index":0,"delta":{"content":"${code}"}}]}`;
  const parts = await play(
    sse(said("a\0b "), half("\\ud83d"), half("\\udc4b"), half(" \\ud83d"), finish(), "[DONE]"),
    1,
  );
  expect(joined(parts, "text")).toBe("a\uFFFDb 👋 \uFFFD");
});

test("other choices than the first are left out", async () => {
  const second = { choices: [{ index: 1, delta: { content: "other" }, finish_reason: "stop" }] };
  const parts = await play(sse(said("a"), second, said("b"), finish(), "[DONE]"));
  expect(joined(parts, "text")).toBe("ab");
});

import type { LanguageModelV3CallOptions, LanguageModelV3StreamPart } from "@ai-sdk/provider";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { demoModel } from "./demo-model";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function ask(text: string, more: Partial<LanguageModelV3CallOptions> = {}) {
  const prompt = [{ role: "user" as const, content: [{ type: "text" as const, text }] }];
  return demoModel.doStream({ prompt, ...more });
}

async function collect(call: ReturnType<typeof ask>) {
  const startedAt = performance.now();
  const parts: LanguageModelV3StreamPart[] = [];
  const reading = (async () => {
    for await (const part of (await call).stream) parts.push(part);
  })();
  await vi.runAllTimersAsync();
  await reading;
  const deltas = parts.flatMap((part) => (part.type === "text-delta" ? [part.delta] : []));
  const finish = parts.find((part) => part.type === "finish");
  return { parts, deltas, text: deltas.join(""), finish, ms: performance.now() - startedAt };
}

test("it is deterministic, says that it is a demo, and quotes the prompt", async () => {
  const one = await collect(ask("What is <b>Purser</b>?"));
  const two = await collect(ask("What is <b>Purser</b>?"));
  expect(one.text).toBe(two.text);
  expect(one.text).toContain("**This is the demo model.**");
  expect(one.text).toContain("> What is \\<b\\>Purser\\</b\\>?");
});

test("it is paced: at least a second, at least 30 tokens a second, from the first moment", async () => {
  const { ms, finish, deltas } = await collect(ask("hello"));
  const output = finish?.usage.outputTokens.total ?? 0;
  expect(ms).toBeGreaterThanOrEqual(1000);
  expect(output / (ms / 1000)).toBeGreaterThanOrEqual(30);
  expect(deltas.length).toBeGreaterThan(20);
});

test("a short answer takes a second too", async () => {
  const { ms, finish } = await collect(ask("hello", { maxOutputTokens: 5 }));
  expect(ms).toBeGreaterThanOrEqual(1000);
  expect(finish?.usage.outputTokens.total).toBe(5);
  expect(finish?.finishReason.unified).toBe("length");
});

test("its counts are those of what it streamed", async () => {
  const { finish, text } = await collect(ask("make a table and code", { maxOutputTokens: 40 }));
  expect(finish?.usage.outputTokens.total).toBe(text.match(/\s*\S{1,5}/gu)?.length);
  expect(finish?.usage.raw).toEqual({
    packets: [{ prompt_tokens: 9, completion_tokens: 40, total_tokens: 49 }],
  });
});

test("it does small useful things", async () => {
  expect((await collect(ask("a table of apples"))).text).toContain("| apples | 6 |");
  expect((await collect(ask("some python code"))).text).toContain("```python");
  expect((await collect(ask("what is 12 x 34?"))).text).toContain("12 × 34 = **408**");
});

test("stop ends the answer before the text", async () => {
  const { text, finish } = await collect(ask("hello", { stopSequences: ["You wrote"] }));
  expect(text).not.toContain("You wrote");
  expect(finish?.finishReason.unified).toBe("stop");
});

test("a title is short and at once", async () => {
  const prompt = [
    { role: "system" as const, content: "Name this conversation in two to six words." },
    {
      role: "user" as const,
      content: [
        { type: "text" as const, text: "Question:\ncompare two phones\n\nAnswer:\nThey are." },
      ],
    },
  ];
  const { text, ms } = await collect(demoModel.doStream({ prompt, maxOutputTokens: 24 }));
  expect(text).toBe("Compare two phones");
  expect(ms).toBeLessThan(50);
});

test("an abort ends it at once, without a finish", async () => {
  const abort = new AbortController();
  const call = ask("hello", { abortSignal: abort.signal });
  setTimeout(() => abort.abort(), 100);
  const { parts, finish, ms } = await collect(call);
  expect(finish).toBeUndefined();
  expect(parts.at(-1)?.type).toBe("error");
  expect(ms).toBeLessThan(150);
});

test("without a stream it takes as long and says the same", async () => {
  const prompt = [{ role: "user" as const, content: [{ type: "text" as const, text: "hello" }] }];
  const startedAt = performance.now();
  const call = demoModel.doGenerate({ prompt });
  await vi.runAllTimersAsync();
  const { content } = await call;
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(1000);
  expect(content).toEqual([{ type: "text", text: (await collect(ask("hello"))).text }]);
});

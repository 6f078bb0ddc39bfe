import type { LanguageModelV3CallOptions } from "@ai-sdk/provider";
import { beforeAll, expect, it } from "vitest";
import { anthropicModel } from "./anthropic";
import { googleModel } from "./google";
import {
  errorIn,
  finishIn,
  joined,
  partsOf,
  sse,
  streaming,
  TestProvider,
  usagesIn,
} from "./testing";

const provider = new TestProvider();
beforeAll(() => provider.start());

const place = () => ({ baseUrl: provider.baseUrl, apiKey: "k-12345678" });
const claude = () => anthropicModel("c", place());
const gemini = () => googleModel("g", place());
const options: LanguageModelV3CallOptions = {
  prompt: [{ role: "user", content: [{ type: "text", text: "Hi" }] }],
  maxOutputTokens: 100,
};

const json = (body: string, length = Buffer.byteLength(body)) =>
  provider.next((response) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": length });
    response.write(body);
    if (length > Buffer.byteLength(body)) setTimeout(() => response.destroy(), 20);
    else response.end();
  });

const begun = [
  { type: "message_start", message: { id: "1", usage: { input_tokens: 7 } } },
  { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
  { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "one two" } },
  { type: "content_block_stop", index: 0 },
];
const told = {
  type: "message_delta",
  delta: { stop_reason: "max_tokens" },
  usage: { output_tokens: 5 },
};

it("a stream that said how it ended is whole without its last event", async () => {
  provider.next(streaming(sse(...begun, told)));
  const parts = await partsOf((await claude().doStream(options)).stream);
  expect(joined(parts, "text")).toBe("one two");
  const finish = finishIn(parts);
  expect(finish?.finishReason).toEqual({ unified: "length", raw: "max_tokens" });
  expect(JSON.stringify(finish?.usage.raw)).toContain('"output_tokens":5');
  provider.next(streaming(sse(...begun)));
  const cut = await partsOf((await claude().doStream(options)).stream);
  expect(finishIn(cut)).toBeUndefined();
});

it("a whole reply without usage is an answer all the same", async () => {
  const content = [
    { type: "text", text: "one" },
    { type: "tool_use", id: "t", name: "look", input: { city: "Oslo" } },
  ];
  json(JSON.stringify({ type: "message", id: "m", content, stop_reason: "tool_use" }));
  expect(await claude().doGenerate(options)).toMatchObject({
    content: [
      { type: "text", text: "one" },
      { type: "tool-call", toolName: "look", input: '{"city":"Oslo"}' },
    ],
    finishReason: { unified: "tool-calls" },
    usage: { raw: { packets: [] } },
  });
});

it("a whole reply in place of a stream is a stream of one, where we understand it", async () => {
  const content = [{ type: "text", text: "one two" }];
  const reply = { type: "message", id: "m", content, stop_reason: "end_turn" };
  json(JSON.stringify({ ...reply, usage: { input_tokens: 7, output_tokens: 5 } }));
  const parts = await partsOf((await claude().doStream(options)).stream);
  expect(joined(parts, "text")).toBe("one two");
  expect(usagesIn(parts)).toMatchObject([{ usage: { output_tokens: 5 } }]);
  expect(finishIn(parts)?.finishReason.unified).toBe("stop");
  json(JSON.stringify({ candidates: [{ content: { parts: [{ text: "one" }] } }] }));
  const other = await partsOf((await gemini().doStream(options)).stream);
  const part = expect.stringContaining("one");
  expect(errorIn(other)).toMatchObject({ failure: "broken", part });
});

it("an error in place of an answer is an error", async () => {
  const error = { code: 429, message: "No more today", status: "RESOURCE_EXHAUSTED" };
  json(JSON.stringify({ error }));
  const failed = { failure: "status", status: 429 };
  await expect(gemini().doGenerate(options)).rejects.toMatchObject(failed);
  await expect(gemini().doStream(options)).rejects.toMatchObject(failed);
});

it("of a reply that is not whole, or that nobody understands, the part that came is kept", async () => {
  const part = '{"candidates":[{"content":{"parts":[{"text":"one two';
  json(part, 500);
  await expect(gemini().doGenerate(options)).rejects.toMatchObject({ failure: "broken", part });
  json('{"candidates":7}');
  const odd = { failure: "broken", part: '{"candidates":7}' };
  await expect(gemini().doGenerate(options)).rejects.toMatchObject(odd);
});

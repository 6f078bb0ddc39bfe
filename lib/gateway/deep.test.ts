import { eq } from "drizzle-orm";
import { beforeAll, expect, it, vi } from "vitest";
import { testUpstream } from "../conversations/testing";
import { db } from "../db/client";
import { reservations } from "../db/schema";
import { createEndpoint } from "../models/endpoint-verbs/create";
import { sse, streaming, TestProvider } from "../models/endpoints/testing";
import { endpointBody } from "../models/schemas";
import { chat, fronts, makeKey } from "./testing";

testUpstream();
const by = fronts();
const provider = new TestProvider();
const kinds = ["anthropic", "openai-compatible"];

beforeAll(async () => {
  await provider.start();
  for (const kind of kinds) {
    const price = { input: "1", output: "5" };
    const models = [{ id: `a-${kind}`, price, max_output_tokens: 4096 }];
    const place = { base_url: provider.baseUrl, api_key: "sk-provider-0123456789" };
    const input = endpointBody.parse({ name: kind, kind, ...place, models });
    await createEndpoint({ viewer: { kind: "admin-key", role: "admin" }, input });
  }
});

const levels = 100_000;
const deep = "[".repeat(levels) + "]".repeat(levels);
const counts = { prompt_tokens: 3, completion_tokens: 3, input_tokens: 3, output_tokens: 3 };

/** An answer in which `"DEEP"` stands for what is nested deep. */
function answers(kind: string, stream: boolean, content: unknown, usage: unknown): void {
  const end = { stop_reason: "end_turn" };
  const told = { index: 0, finish_reason: "stop", message: { content } };
  const whole =
    kind === "anthropic"
      ? { type: "message", content: [{ type: "text", text: content }], ...end, usage }
      : { choices: [told], usage };
  const delta = { type: "text_delta", text: content };
  const events =
    kind === "anthropic"
      ? [
          { type: "message_start", message: { id: "1", usage: counts } },
          { type: "content_block_delta", index: 0, delta },
          { type: "message_delta", delta: end, usage },
          { type: "message_stop" },
        ]
      : [{ choices: [{ index: 0, delta: { content } }] }, { choices: [told], usage }, "[DONE]"];
  const filled = (json: string | Buffer) => Buffer.from(json.toString().replace('"DEEP"', deep));
  if (stream) provider.next(streaming(filled(sse(...events))));
  else {
    provider.next((response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(filled(JSON.stringify(whole)));
    });
  }
}

const cases = kinds.flatMap((kind) =>
  [true, false].flatMap((stream) =>
    ["content", "usage"].map((where) => [kind, stream ? "streamed" : "whole", where] as const),
  ),
);

it.each(cases)("%s, %s: %s nested deep is no failure of ours", async (kind, way, where) => {
  const warned = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const stream = way === "streamed";
  const { key } = await makeKey();
  for (const path of ["/v1/chat/completions", "/v1/messages"]) {
    const [content, usage] = where === "content" ? ["DEEP", counts] : ["hi", { total: "DEEP" }];
    answers(kind, stream, content, usage);
    const messages = [{ role: "user", content: "Hi" }];
    const asked = { model: `a-${kind}`, max_tokens: 50, stream, messages };
    const text = await (await by.node(path, chat(key, asked))).text();
    expect(text, path).not.toContain("Something failed on this server");
    const open = await db().select().from(reservations).where(eq(reservations.state, "open"));
    expect(open, path).toEqual([]);
  }
  warned.mockRestore();
});

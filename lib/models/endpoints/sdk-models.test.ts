import type { LanguageModelV3CallOptions } from "@ai-sdk/provider";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startUpstream, type Upstream } from "../../../e2e/upstream/server";
import { EIGHT } from "../../../e2e/upstream/testing";
import { ProviderError } from "../provider-error";
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

let upstream: Upstream;
const other = new TestProvider();
beforeAll(async () => {
  upstream = await startUpstream();
  await other.start();
});
afterAll(() => upstream.close());
beforeEach(() => upstream.reset());

const kinds = {
  anthropic: () =>
    anthropicModel("claude-sonnet-4-5", { baseUrl: upstream.baseUrl, apiKey: "sk-ant-canary" }),
  google: () =>
    googleModel("gemini-2.5-flash", { baseUrl: `${upstream.url}/v1beta`, apiKey: "AIza-canary" }),
};

function options(
  script: object,
  over: Partial<LanguageModelV3CallOptions> = {},
): LanguageModelV3CallOptions {
  const text = `@upstream ${JSON.stringify(script)} and a question`;
  const prompt: LanguageModelV3CallOptions["prompt"] = [
    { role: "system", content: "Be brief." },
    { role: "user", content: [{ type: "text", text }] },
  ];
  return { prompt, maxOutputTokens: 100, ...over };
}

describe.each(["anthropic", "google"] as const)("%s", (kind) => {
  async function play(script: object, over: Partial<LanguageModelV3CallOptions> = {}) {
    const { stream } = await kinds[kind]().doStream(options(script, over));
    const parts = await partsOf(stream);
    return { parts, call: upstream.calls().at(-1), error: errorIn(parts), end: finishIn(parts) };
  }

  it("streams an answer; each usage comes as it is, and all of them at the end", async () => {
    const { parts, call, end } = await play({ tokens: 8, cached_tokens: 3 });
    expect(joined(parts, "text")).toBe(EIGHT);
    expect(end?.finishReason.unified).toBe("stop");
    const packets = end?.usage.raw?.packets as unknown[];
    expect(packets.length).toBeGreaterThan(1);
    expect(packets).toEqual(usagesIn(parts));
    expect(call?.max_tokens).toBe(100);
    const { headers } = call ?? {};
    expect(headers?.["x-api-key"] ?? headers?.["x-goog-api-key"]).toMatch(/nary$/);
    const models = parts.flatMap((part) => (part.type === "response-metadata" ? part.modelId : []));
    expect(models.filter(Boolean)).toEqual([call?.model]);
  });

  it("answers whole, with its usage", async () => {
    const result = await kinds[kind]().doGenerate(options({ tokens: 8 }));
    expect(result.content).toMatchObject([{ type: "text", text: EIGHT }]);
    expect(result.usage.raw?.packets).toHaveLength(1);
    expect(JSON.stringify(result.usage.raw)).toContain("8");
    expect(result.response?.modelId).toBe(upstream.calls()[0]?.model);
  });

  it("is cut at its limit, and says so", async () => {
    const { end } = await play({ tokens: 30 }, { maxOutputTokens: 5 });
    expect(end?.finishReason).toMatchObject({ unified: "length" });
  });

  it("shows thoughts, and calls tools", async () => {
    const thought = await play({ tokens: 2, reasoning_tokens: 3, reasoning_visible: true });
    expect(joined(thought.parts, "reasoning")).toBe("thinking thought-1 thought-2");
    const inputSchema = { type: "object" as const, properties: { city: { type: "string" } } };
    const tool = { type: "function" as const, name: "weather", inputSchema: inputSchema as never };
    const calls = [{ name: "weather", arguments: { city: "Oslo" } }];
    const used = await play({ tool_calls: calls }, { tools: [tool] });
    const call = used.parts.find((part) => part.type === "tool-call");
    expect(call).toMatchObject({ toolName: "weather", input: '{"city":"Oslo"}' });
    expect(used.end?.finishReason.unified).toBe("tool-calls");
  });

  it.each([
    ["rate-limit", 429],
    ["server-error", 500],
    ["overloaded", 529],
    ["bad-key", 401],
    ["bad-gateway", 502],
  ])("%s is a status, without secrets", async (fault, status) => {
    const failed = await play({ fault, retry_after: 3 }).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(ProviderError);
    expect(failed).toMatchObject({ failure: "status", status });
    expect(String(failed)).not.toMatch(/canary|sk-upstr/);
    expect(upstream.calls()).toHaveLength(1);
  });

  it.each(["eof", "reset", "error-event", "eof-mid-frame", "invalid-json", "bad-utf8"])(
    "%s after three tokens is broken: what came is there, and no finish",
    async (fault) => {
      const { parts, error, end } = await play({ tokens: 8, fault, after: 3 });
      expect(joined(parts, "text").startsWith("alpha bravo charlie")).toBe(true);
      if (end) expect(end.finishReason).toEqual({ unified: "other", raw: undefined });
      else if (error) expect(error).toMatchObject({ failure: "broken" });
      else expect(fault).toMatch(/^eof/);
      expect(usagesIn(parts).length).toBeGreaterThan(0);
    },
  );

  it("an error event at the beginning stands for a status", async () => {
    const failed = await play({ tokens: 8, fault: "error-event", after: "start" }).catch(
      (error: unknown) => ({ error }),
    );
    expect(failed.error).toMatchObject({ failure: "status" });
  });

  it("without usage it ends as it should, and reports no output", async () => {
    const { parts, end } = await play({ tokens: 8, fault: "no-usage" });
    expect(joined(parts, "text")).toBe(EIGHT);
    expect(end?.finishReason.unified).toBe("stop");
    expect(JSON.stringify(end?.usage.raw)).not.toContain('"message_delta"');
  });

  it("a connection that is refused was surely not used", async () => {
    const place = { baseUrl: "http://127.0.0.1:9/v1", apiKey: "k-12345678" };
    const model = kind === "google" ? googleModel("g", place) : anthropicModel("c", place);
    await expect(model.doStream(options({}))).rejects.toMatchObject({ failure: "unsent" });
  });

  it("follows no redirect, and takes no page for an answer", async () => {
    const place = { baseUrl: other.baseUrl, apiKey: "k-12345678" };
    const model = kind === "google" ? googleModel("g", place) : anthropicModel("c", place);
    other.next((response) => void response.writeHead(302, { location: upstream.url }).end());
    await expect(model.doStream(options({}))).rejects.toMatchObject({ status: 302 });
    expect(upstream.calls()).toHaveLength(0);
    other.next(
      (response) => void response.writeHead(200, { "content-type": "text/html" }).end("<p>"),
    );
    await expect(model.doGenerate(options({}))).rejects.toMatchObject({ failure: "broken" });
  });

  it("reads no line without an end", async () => {
    const place = { baseUrl: other.baseUrl, apiKey: "k-12345678" };
    const model = kind === "google" ? googleModel("g", place) : anthropicModel("c", place);
    other.next(streaming(Buffer.alloc(9_000_000, "x")));
    const read = async () => errorIn(await partsOf((await model.doStream(options({}))).stream));
    const error = await read().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ failure: "broken" });
  });

  it("uses its connection again after a whole answer", async () => {
    const ports = new Set<number | undefined>();
    const whole =
      kind === "google"
        ? [{ candidates: [{ content: { parts: [{ text: "a" }] }, finishReason: "STOP" }] }]
        : [
            { type: "message_start", message: { id: "1", usage: { input_tokens: 1 } } },
            {
              type: "message_delta",
              delta: { stop_reason: "end_turn" },
              usage: { output_tokens: 1 },
            },
            { type: "message_stop" },
          ];
    other.next((response, request) => {
      ports.add(request.socket.remotePort);
      return streaming(sse(...whole))(response, request);
    });
    const place = { baseUrl: other.baseUrl, apiKey: "k-12345678" };
    const model = kind === "google" ? googleModel("g", place) : anthropicModel("c", place);
    for (let call = 0; call < 5; call += 1) {
      const parts = await partsOf((await model.doStream(options({}))).stream);
      expect(finishIn(parts)?.finishReason.unified).toBe("stop");
    }
    // One is free again a turn of the event loop after its answer.
    expect(ports.size).toBeLessThanOrEqual(2);
  });

  it("stops when it is told to, with the reason it was given", async () => {
    const stop = new AbortController();
    const asked = options({ tokens: 50, gate: "never", gate_after: 3 });
    const { stream } = await kinds[kind]().doStream({ ...asked, abortSignal: stop.signal });
    const reading = partsOf(stream);
    await upstream.wait({ tokens: 3 });
    stop.abort(new Error("enough"));
    expect(errorIn(await reading)?.message).toBe("enough");
    expect(await upstream.wait({ closed: 1 })).toBe(true);
  });

  it("closes its connection when nobody reads on", async () => {
    const asked = options({ tokens: 50, gate: "never", gate_after: 3 });
    const { stream } = await kinds[kind]().doStream(asked);
    const reader = stream.getReader();
    await reader.read();
    await reader.cancel();
    expect(await upstream.wait({ closed: 1 })).toBe(true);
  });
});

describe("thinking", () => {
  const asked = (thinking_budget: number, maxOutputTokens: number) =>
    options({}, { maxOutputTokens, providerOptions: { purser: { thinking_budget } } });

  it.each([
    [2000, 4096, 2000],
    [8000, 4096, 4080],
    [2000, 500, undefined],
    [0, 4096, undefined],
  ])("Claude's budget of %i is within a limit of %i", async (budget, limit, sent) => {
    await kinds.anthropic().doGenerate(asked(budget, limit));
    const body = upstream.calls()[0]?.body as { max_tokens: number; thinking?: object };
    expect(body.max_tokens).toBe(limit);
    expect(body.thinking).toEqual(sent && { type: "enabled", budget_tokens: sent });
  });

  it("Gemini's budget goes along", async () => {
    await kinds.google().doGenerate(asked(2000, 4096));
    expect(upstream.calls()[0]?.body).toMatchObject({
      generationConfig: { maxOutputTokens: 4096, thinkingConfig: { thinkingBudget: 2000 } },
    });
  });
});

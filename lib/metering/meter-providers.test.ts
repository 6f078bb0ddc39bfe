import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Script } from "../../e2e/upstream/script";
import { startUpstream, type Upstream } from "../../e2e/upstream/server";
import { testDatabase } from "../db/testing";
import { anthropicModel } from "../models/endpoints/anthropic";
import { googleModel } from "../models/endpoints/google";
import { meterBooks, run } from "./run.testing";
import { scripted } from "./testing";

testDatabase();
meterBooks();

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream();
});
afterAll(() => upstream.close());
beforeEach(() => upstream.reset());

describe.each(["anthropic", "google"] as const)("%s", (provider) => {
  const upstreamId = provider === "google" ? "gemini-2.5-flash" : "claude-sonnet-4-5";
  const provide = () =>
    provider === "google"
      ? googleModel(upstreamId, { baseUrl: `${upstream.url}/v1beta`, apiKey: "k-12345678" })
      : anthropicModel(upstreamId, { baseUrl: upstream.baseUrl, apiKey: "k-12345678" });
  const { model } = scripted([], { provider, upstreamId, provide });

  async function play(script: Script, options: Parameters<typeof run>[1] = {}) {
    upstream.queue(script);
    const ran = await run(model, options);
    const truth = upstream.calls().at(-1);
    return { ...ran, truth };
  }

  it("costs what was sent, the cache and the thoughts in their buckets", async () => {
    const writes = provider === "anthropic" ? { cache_write_tokens: 2 } : {};
    const thoughts = { reasoning_tokens: 4, reasoning_visible: true };
    const { closed, shown, truth } = await play({
      ...{ tokens: 30, cached_tokens: 3, ...writes, ...thoughts },
    });
    const written = provider === "anthropic" ? 2 : 0;
    const input = truth?.prompt_tokens ?? 0;
    expect(shown).toBe(truth?.text_true);
    expect(closed).toMatchObject({
      outcome: "done",
      usageSource: "provider",
      counts: {
        uncachedInput: input - 3 - written,
        cachedInput: 3,
        cacheWrite: written,
        output: truth?.completion_tokens_sent,
        // Anthropic tells thoughts apart only where it wants to.
        reasoning: provider === "google" ? 4 : 0,
      },
      costCredits: (input + 34) * 1000,
      resolvedModel: upstreamId,
    });
  });

  it("is cut at the limit by the provider", async () => {
    const { closed } = await play({ tokens: 30 }, { options: { maxOutputTokens: 5 } });
    expect(closed).toMatchObject({ outcome: "done", finishReason: "length" });
    expect(closed.counts.output).toBe(5);
  });

  it("without usage is counted by ourselves", async () => {
    const { closed, truth, shown } = await play({ tokens: 30, fault: "no-usage" });
    expect(closed).toMatchObject({ outcome: "done", usageSource: "estimated" });
    expect(shown).toBe(truth?.text_true);
    expect(closed.counts.output).toBeGreaterThanOrEqual(30);
  });

  it.each(["eof", "reset", "error-event", "eof-mid-utf8"])(
    "%s: what came is kept, and charged by what is known",
    async (fault) => {
      const { closed, shown, truth } = await play({ tokens: 30, fault, after: 12 });
      expect(closed).toMatchObject({ outcome: "interrupted", usageSource: "estimated" });
      expect(shown).toBe(truth?.text_true);
      expect(closed.counts.output).toBeGreaterThanOrEqual(12);
      expect(closed.counts.uncachedInput).toBeGreaterThanOrEqual(truth?.prompt_tokens ?? 0);
    },
  );

  it("an error in place of the answer costs nothing, though the input was told", async () => {
    const { closed } = await play({ fault: "error-event", after: 0, times: 3 });
    expect(closed.costCredits).toBe(0);
    expect(["failed", "interrupted"]).toContain(closed.outcome);
  });

  it("tries again while it is busy, under the same hold", async () => {
    upstream.queue({ fault: "overloaded", times: 2 });
    const { closed } = await play({ tokens: 5 });
    expect(closed).toMatchObject({ outcome: "done", usageSource: "provider" });
    expect(upstream.calls()).toHaveLength(3);
  });

  it("that goes past its limit is cut", async () => {
    const { closed } = await play(
      { fault: "endless", chunk: 4 },
      { options: { maxOutputTokens: 20 } },
    );
    expect(closed).toMatchObject({ outcome: "done", finishReason: "length" });
    expect(await upstream.wait({ closed: 1 })).toBe(true);
  });
});

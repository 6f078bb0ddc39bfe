import { APICallError } from "@ai-sdk/provider";
import { expect, it } from "vitest";
import { testDatabase } from "../db/testing";
import { readEnv } from "../env";
import { ProviderError } from "../models/provider-error";
import { setOne } from "../one";
import { meterBooks, run } from "./run.testing";
import { finish, packet, raw, scripted, text } from "./testing";

testDatabase();
const log = meterBooks();

it("says that an answer broke off, keeps it, and charges what is known", async () => {
  const { model } = scripted([
    text("one two"),
    raw(packet(9, 1)),
    text(" three four"),
    { fail: new ProviderError("broken", "The provider hung up.") },
  ]);
  const { closed, error, shown } = await run(model);
  expect(shown).toBe("one two three four");
  expect(closed).toMatchObject({
    outcome: "interrupted",
    finishReason: "error",
    usageSource: "estimated",
    counts: { output: 4 },
    error: {
      code: "upstream_failed",
      message:
        "The answer broke off after four tokens. The provider hung up. What came is kept, and cost less than 0.01 cents, estimated.",
    },
  });
  expect(error).toMatchObject({ type: "error" });
  expect(log.warnings).toHaveLength(1);
});

it("takes an end without a reason for a break", async () => {
  const end = finish(undefined);
  const { model } = scripted([
    text("half"),
    { ...end, finishReason: { unified: "other", raw: undefined } } as typeof end,
  ]);
  expect((await run(model)).closed.outcome).toBe("interrupted");
  const { model: eof } = scripted([text("half")]);
  const { closed } = await run(eof);
  expect(closed).toMatchObject({ outcome: "interrupted", counts: { output: 1 } });
});

it("charges the input when nothing came of what was written", async () => {
  const { model } = scripted([{ fail: new ProviderError("broken", "reset") }]);
  const { closed } = await run(model);
  expect(closed).toMatchObject({ outcome: "interrupted", counts: { output: 0 } });
  expect(closed.counts.uncachedInput).toBeGreaterThan(0);
  expect(closed.error?.message).toMatch(/^No answer came\. .* What was sent cost/);
});

it("charges nothing for what surely was not sent, and keeps no usage row", async () => {
  const { model, played } = scripted(() => {
    throw new ProviderError("unsent", "ECONNREFUSED 10.0.0.7:443");
  });
  const { closed, error } = await run(model);
  expect(played.options).toHaveLength(1);
  expect(closed).toMatchObject({
    outcome: "failed",
    usageId: null,
    costCredits: 0,
    error: { message: "Nothing was sent and nothing was charged. Testhost could not be reached." },
  });
  expect(error).toMatchObject({ code: "upstream_failed" });
  expect(JSON.stringify(closed)).not.toContain("10.0.0.7");
});

it("charges nothing for an error status, keeps a usage row, and tells no secrets", async () => {
  const { model, played } = scripted(() => {
    throw new ProviderError("status", "Incorrect API key: sk-123", { status: 401 });
  });
  const { closed, row } = await run(model);
  expect(played.options).toHaveLength(1);
  expect(closed).toMatchObject({ outcome: "failed", costCredits: 0, finishReason: "error" });
  expect(closed.error?.message).toMatch(/^Nothing was charged\. Testhost refused the key/);
  expect(JSON.stringify(closed)).not.toContain("sk-123");
  expect(row).toMatchObject({ costCredits: 0, uncachedInputTokens: 0 });
});

it("tries again twice under the same hold while the provider is busy", async () => {
  const busy = () => new ProviderError("status", "busy", { status: 429, retryAfterSeconds: 0 });
  const { model, played } = scripted((request) => {
    if (request < 3) throw busy();
    return [text("a"), finish(packet(5, 1))];
  });
  const { closed } = await run(model);
  expect(played.options).toHaveLength(3);
  expect(closed).toMatchObject({ outcome: "done", costCredits: 6000 });
  const { model: dead, played: tried } = scripted(() => {
    throw new APICallError({
      message: "x",
      url: "",
      requestBodyValues: {},
      statusCode: 503,
      responseHeaders: { "retry-after": "0" },
    });
  });
  expect((await run(dead)).closed).toMatchObject({ outcome: "failed", costCredits: 0 });
  expect(tried.options).toHaveLength(3);
});

it("does not wait long for a provider that asks for it", async () => {
  const { model, played } = scripted(() => {
    throw new ProviderError("status", "busy", { status: 429, retryAfterSeconds: 60 });
  });
  expect((await run(model)).closed.outcome).toBe("failed");
  expect(played.options).toHaveLength(1);
});

it("can be stopped while it waits to try again", async () => {
  const abort = new AbortController();
  const { model } = scripted(() => {
    queueMicrotask(() => abort.abort());
    throw new ProviderError("status", "busy", { status: 503, retryAfterSeconds: 5 });
  });
  const { closed } = await run(model, { options: { abortSignal: abort.signal } });
  expect(closed).toMatchObject({ outcome: "stopped", costCredits: 0 });
  expect(closed.usageId).not.toBeNull();
});

it("tells of the refusal when its time is over before it may try again", async () => {
  setOne("env", readEnv({ NODE_ENV: "test", PURSER_FIRST_BYTE_SECONDS: "0.05" }));
  const { model } = scripted(() => {
    throw new ProviderError("status", "busy", { status: 503, retryAfterSeconds: 5 });
  });
  const { closed } = await run(model);
  setOne("env", readEnv({ NODE_ENV: "test" }));
  expect(closed).toMatchObject({ outcome: "failed", costCredits: 0 });
  expect(closed.error?.message).toMatch(/^Nothing was charged\. Testhost is overloaded/);
});

it("takes an error event for an interruption: free when nothing came, else on evidence", async () => {
  const event = {
    type: "error" as const,
    error: new ProviderError("status", "The provider sent an error: overloaded"),
  };
  const first = await run(scripted([event]).model);
  expect(first.closed).toMatchObject({ outcome: "interrupted", costCredits: 0 });
  expect(first.closed.usageId).not.toBeNull();
  expect(first.closed.error?.message).toBe(
    "No answer came, and nothing was charged. The provider sent an error: overloaded.",
  );
  const later = await run(scripted([text("one two"), event]).model);
  expect(later.closed).toMatchObject({ outcome: "interrupted", counts: { output: 2 } });
  expect(later.closed.costCredits).toBeGreaterThan(0);
});

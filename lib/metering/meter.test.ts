import { APICallError } from "@ai-sdk/provider";
import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { db } from "../db/client";
import { balances, reservations, usage } from "../db/schema";
import { testDatabase } from "../db/testing";
import { readEnv } from "../env";
import { bookErrors, makePayer } from "../ledger/testing";
import type { Model } from "../models/model";
import { ProviderError } from "../models/provider-error";
import { setOne } from "../one";
import type { Closed } from "./call";
import { meteredModel, reserveCall } from "./meter";
import { finish, gate, packet, prompt, raw, readAll, recorder, scripted, text } from "./testing";

testDatabase();

let warnings: string[] = [];
beforeEach(() => {
  warnings = [];
  vi.spyOn(console, "warn").mockImplementation((line: string) => warnings.push(line));
});
afterEach(async () => {
  vi.restoreAllMocks();
  expect(await bookErrors()).toEqual([]);
  const open = await db().select().from(reservations).where(eq(reservations.state, "open"));
  expect(open).toEqual([]);
});

type Run = { options?: { maxOutputTokens?: number; abortSignal?: AbortSignal }; credits?: number };

/** Streams one call to its end; gives what the reader got and what was closed. */
async function run(model: Model, { options = {}, credits = 1e9 }: Run = {}) {
  const { call, allowanceId } = await makePayer(credits);
  const { along, closes } = recorder();
  const metered = meteredModel(model, call, along);
  const outcome = await metered.doStream({ prompt, ...options }).then(
    ({ stream }) => readAll(stream),
    (error: unknown) => error,
  );
  const parts = Array.isArray(outcome) ? outcome : [];
  const shown = parts.map((part) => (part.type === "text-delta" ? part.delta : "")).join("");
  const error = Array.isArray(outcome) ? parts.find((part) => part.type === "error") : outcome;
  const [balance] = await db().select().from(balances).where(eq(balances.allowanceId, allowanceId));
  const closed = closes[0] as Closed;
  const row = closed?.usageId
    ? (await db().select().from(usage).where(eq(usage.id, closed.usageId)))[0]
    : null;
  expect(closes).toHaveLength(1);
  expect(balance).toMatchObject({ reservedCredits: 0, spentCredits: closed.costCredits });
  return { parts, shown, error, closed, row };
}

it("settles a finished call by the provider's usage, to the credit", async () => {
  const answer = [text("Hello"), text(" there"), raw(packet(12, 2)), finish(packet(12, 2))];
  const { model, played } = scripted([{ type: "stream-start", warnings: [] }, ...answer]);
  const { parts, shown, closed, row } = await run(model);
  expect(shown).toBe("Hello there");
  expect(closed).toMatchObject({
    outcome: "done",
    finishReason: "stop",
    error: null,
    usageSource: "provider",
    costCredits: 14_000,
    counts: { uncachedInput: 12, output: 2 },
  });
  expect(row).toMatchObject({ reported: packet(12, 2), alert: null, overrun: false });
  expect(parts.at(-1)).toMatchObject({
    type: "finish",
    usage: { inputTokens: { total: 12 }, outputTokens: { total: 2 } },
    providerMetadata: { purser: { costCredits: 14_000 } },
  });
  expect(parts.some((part) => part.type === "raw")).toBe(false);
  expect(played.options[0]?.maxOutputTokens).toBe(4096);
});

it("closes only when the reader has taken every part before the end", async () => {
  const { model } = scripted([text("a"), text("b"), finish(packet(1, 2))]);
  const { call } = await makePayer(1e9);
  let taken = "";
  let seen = "";
  const along = { close: () => [], closed: () => undefined };
  const metered = meteredModel(model, call, {
    ...along,
    close: () => {
      seen = taken;
      return [];
    },
  });
  const { stream } = await metered.doStream({ prompt });
  for await (const part of stream) if (part.type === "text-delta") taken += part.delta;
  expect(seen).toBe("ab");
});

it("uses a hold that was taken before, and takes its own for each other call", async () => {
  const { model } = scripted(() => [text("a"), finish(packet(1, 1))]);
  const { call } = await makePayer(1e9);
  const { along, closes } = recorder();
  const held = await reserveCall(model, { prompt, maxOutputTokens: 10 }, call, along);
  const metered = meteredModel(model, call, along, held);
  await readAll((await metered.doStream({ prompt, maxOutputTokens: 10 })).stream);
  await readAll((await metered.doStream({ prompt, maxOutputTokens: 10 })).stream);
  expect(closes[0]?.reservationId).toBe(held.id);
  expect(closes[1]?.reservationId).not.toBe(held.id);
});

it("refuses to make a larger call than the hold was taken for, and gives it back", async () => {
  const { model, played } = scripted(() => [text("a"), finish(packet(1, 1))]);
  const { call } = await makePayer(1e9);
  const held = await reserveCall(model, { prompt }, call);
  const metered = meteredModel(model, call, {}, held);
  const larger = [{ role: "system" as const, content: "x".repeat(1000) }, ...prompt];
  await expect(metered.doStream({ prompt: larger })).rejects.toThrow(/larger/);
  expect(played.options).toEqual([]);
});

it("sends the limit that the hold was lowered to", async () => {
  const { model, played } = scripted([text("a"), finish(packet(1, 1))]);
  const bytes = Buffer.byteLength(JSON.stringify(prompt));
  await run(model, { credits: (bytes + 16 + 40) * 1000 });
  expect(played.options[0]?.maxOutputTokens).toBe(40);
});

it("refuses what cannot be bounded or priced before any hold", async () => {
  const { call } = await makePayer(1e9);
  const { model } = scripted([]);
  const file = { type: "file" as const, data: new URL("https://x.test/a"), mediaType: "image/png" };
  const remote = meteredModel(model, call).doStream({
    prompt: [{ role: "user", content: [file] }],
  });
  await expect(remote).rejects.toMatchObject({ code: "invalid" });
  const unpriced = meteredModel({ ...model, priceAt: () => null }, call).doStream({ prompt });
  await expect(unpriced).rejects.toMatchObject({
    code: "invalid",
    extra: { errors: [{ path: "model" }] },
  });
});

it("stops: what came is kept and charged by our own count, upstream is cut", async () => {
  const abort = new AbortController();
  const never = gate();
  const { model, played } = scripted(function* () {
    yield text("one two three");
    queueMicrotask(() => abort.abort());
    yield { until: never.opened };
  });
  const { shown, closed, parts } = await run(model, { options: { abortSignal: abort.signal } });
  await played.cut;
  expect(shown).toBe("one two three");
  expect(closed).toMatchObject({
    outcome: "stopped",
    finishReason: "stopped",
    error: null,
    usageSource: "estimated",
    counts: { output: 3 },
  });
  expect(closed.counts.uncachedInput).toBeGreaterThan(3);
  expect(parts.at(-1)).toMatchObject({ type: "finish" });
  expect(played.options[0]?.abortSignal?.aborted).toBe(true);
});

it("does not even ask when it was stopped before", async () => {
  const { model, played } = scripted([text("a")]);
  const { closed, error } = await run(model, { options: { abortSignal: AbortSignal.abort() } });
  expect(played.options).toEqual([]);
  expect(closed).toMatchObject({ outcome: "stopped", usageId: null, costCredits: 0 });
  expect(error).toMatchObject({ name: "AbortError" });
});

it("closes as stopped when the reader lets go of the stream", async () => {
  const never = gate();
  const { model, played } = scripted([text("a"), { until: never.opened }]);
  const { call } = await makePayer(1e9);
  const { along, closes } = recorder();
  const { stream } = await meteredModel(model, call, along).doStream({ prompt });
  const reader = stream.getReader();
  await reader.read();
  await reader.cancel();
  await played.cut;
  expect(closes).toMatchObject([{ outcome: "stopped", counts: { output: 1 } }]);
});

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
  expect(warnings).toHaveLength(1);
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

it("estimates where no usage came, and says so", async () => {
  const { closed, row } = await run(scripted([text("one two three"), finish(undefined)]).model);
  expect(closed).toMatchObject({ outcome: "done", usageSource: "estimated" });
  expect(closed.counts.output).toBe(3);
  expect(row).toMatchObject({ reported: null, alert: null });
});

it("honours a usage of zero", async () => {
  const { closed } = await run(scripted([text("a"), finish(packet(0, 0))]).model);
  expect(closed).toMatchObject({ usageSource: "provider", costCredits: 0 });
});

it.each([
  ["a huge output", packet(5, 4097), /over a limit of 4096/],
  ["a huge input", packet(5_000_000, 2), /where at most/],
  ["a negative figure", packet(5, -1), /output was reported as -1/],
  ["a fraction", packet(5.5, 1), /input was reported as 5.5/],
  ["text", { prompt_tokens: "5", completion_tokens: 1 }, /input was reported as "5"/],
  ["no object", "lots", /not an object/],
])("does not believe %s: our own count, an alert, the figure kept", async (_, lie, alert) => {
  const { closed, row } = await run(scripted([text("one two"), finish(lie)]).model);
  expect(closed).toMatchObject({ outcome: "done", usageSource: "estimated" });
  expect(closed.counts.output).toBeLessThan(3);
  expect(closed.counts.uncachedInput).toBeLessThan(100);
  expect(row?.alert).toMatch(alert);
  expect(row?.reported).toEqual(lie);
});

it("cuts a model that will not end at its limit", async () => {
  const { model, played } = scripted(function* () {
    for (;;) yield text(" word");
  });
  const { closed, parts } = await run(model, { options: { maxOutputTokens: 20 } });
  await played.cut;
  expect(closed).toMatchObject({
    outcome: "done",
    finishReason: "length",
    usageSource: "estimated",
    error: null,
  });
  expect(closed.counts.output).toBe(21);
  expect(parts.at(-1)).toMatchObject({ finishReason: { unified: "length" } });
});

it("cuts one that sends much at a time, and lets one end whose tokens are longer", async () => {
  const { model } = scripted(function* () {
    for (;;) yield text(" word".repeat(10));
  });
  const { closed } = await run(model, { options: { maxOutputTokens: 20 } });
  expect(closed).toMatchObject({ finishReason: "length" });
  expect(closed.counts.output).toBeLessThanOrEqual(2 * 20 + 16 + 10);
  const pieces = Array.from({ length: 20 }, (_, n) => text(` unbelievably${n}`));
  const fine = await run(scripted([...pieces, finish(packet(5, 20), "length")]).model, {
    options: { maxOutputTokens: 20 },
  });
  expect(fine.closed).toMatchObject({ usageSource: "provider", counts: { output: 20 } });
});

it.each([
  ["PURSER_FIRST_BYTE_SECONDS", [], /did not begin within 0\.1 s/],
  [
    "PURSER_IDLE_SECONDS",
    [text("one")],
    /broke off after one token\. The provider sent nothing for 0\.1 s\. What came/,
  ],
  ["PURSER_TOTAL_SECONDS", [text("one")], /took longer than 0\.1 s/],
])("ends a stall at %s", async (name, steps, words) => {
  const never = gate();
  setOne("env", readEnv({ NODE_ENV: "test", [name]: "0.05" }));
  const { model, played } = scripted([...steps, { until: never.opened }]);
  const { closed } = await run(model);
  await played.cut;
  setOne("env", readEnv({ NODE_ENV: "test" }));
  expect(closed).toMatchObject({ outcome: "interrupted", usageSource: "estimated" });
  expect(closed.error?.message).toMatch(words);
});

it("meters answers that come as a whole", async () => {
  const { model } = scripted([text("A name"), finish(packet(7, 2))]);
  const { call } = await makePayer(1e9);
  const { along, closes } = recorder();
  const metered = meteredModel(model, call, along);
  const result = await metered.doGenerate({ prompt, maxOutputTokens: 24 });
  expect(result.content).toEqual([{ type: "text", text: "A name" }]);
  expect(closes).toMatchObject([{ outcome: "done", costCredits: 9000, usageSource: "provider" }]);
  const broken = scripted(() => {
    throw new ProviderError("broken", "reset");
  });
  const failing = meteredModel(broken.model, call, along).doGenerate({ prompt });
  await expect(failing).rejects.toMatchObject({ code: "upstream_failed" });
  expect(closes[1]).toMatchObject({ outcome: "interrupted", usageSource: "estimated" });
});

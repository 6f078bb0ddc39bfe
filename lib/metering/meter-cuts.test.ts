import { expect, it } from "vitest";
import { testDatabase } from "../db/testing";
import { readEnv } from "../env";
import { makePayer } from "../ledger/testing";
import { setOne } from "../one";
import { meteredModel } from "./meter";
import { meterBooks, run } from "./run.testing";
import { finish, gate, packet, prompt, raw, recorder, scripted, text } from "./testing";

testDatabase();
meterBooks();

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

it("believes a provider that counts less than we do, where its end follows", async () => {
  const end = finish(packet(5, 20), "length");
  const options = { maxOutputTokens: 20 };
  const { closed, shown } = await run(scripted([text(" word".repeat(80)), end]).model, { options });
  expect(closed).toMatchObject({ usageSource: "provider", counts: { output: 20 } });
  expect(shown).toBe(" word".repeat(80));
  const more = [text(" word".repeat(80)), raw(packet(5, 20)), text(" more"), end];
  const cut = await run(scripted(more).model, { options });
  expect(cut.closed).toMatchObject({ usageSource: "estimated", finishReason: "length" });
  expect(cut.shown).toBe(shown);
  expect(cut.row).not.toBeNull();
});

it.each([
  ["PURSER_FIRST_BYTE_SECONDS", [], /did not begin within 50 ms/],
  [
    "PURSER_IDLE_SECONDS",
    [text("one")],
    /broke off after one token\. The provider sent nothing for 50 ms\. What came/,
  ],
  ["PURSER_TOTAL_SECONDS", [text("one")], /took longer than 50 ms/],
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

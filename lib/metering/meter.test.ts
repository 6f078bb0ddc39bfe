import { expect, it } from "vitest";
import { testDatabase } from "../db/testing";
import { makePayer } from "../ledger/testing";
import { ProviderError } from "../models/provider-error";
import { meteredModel, reserveCall } from "./meter";
import { meterBooks, run } from "./run.testing";
import { finish, packet, prompt, raw, readAll, recorder, scripted, text } from "./testing";

testDatabase();
meterBooks();

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

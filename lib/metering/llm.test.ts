import { generateText, stepCountIs, streamText, tool } from "ai";
import { eq } from "drizzle-orm";
import { beforeAll, expect, it } from "vitest";
import { z } from "zod";
import type { Person } from "../auth/viewer";
import { db } from "../db/client";
import { usage } from "../db/schema";
import { testDatabase } from "../db/testing";
import { makePayer } from "../ledger/testing";
import { openModels } from "../models/open";
import { llm, meteredModel } from "./meter";
import { meterBooks } from "./run.testing";
import { finish, packet, recorder, scripted, text } from "./testing";

testDatabase();
meterBooks();
beforeAll(() => openModels());

async function payer(): Promise<Person> {
  const { call } = await makePayer(1e9);
  const who = { userId: call.userId, name: "T", email: null, role: "member" } as const;
  return { kind: "person", ...who, keyId: null, keyPurpose: null };
}

it("gives a model to our own code, whose calls are metered under their purpose", async () => {
  const actor = await payer();
  const model = await llm.model("demo", { actor, purpose: "title" });
  const prompt = "Give this conversation a title: how do I bake bread?";
  const { text: title } = await generateText({ model, prompt, maxOutputTokens: 24 });
  expect(title).not.toBe("");
  const [row] = await db().select().from(usage).where(eq(usage.userId, actor.userId));
  expect(row).toMatchObject({ purpose: "title", demo: true, usageSource: "provider" });
});

it("refuses a model that there is not", async () => {
  const asked = llm.model("nonesuch", { actor: await payer(), purpose: "chat" });
  await expect(asked).rejects.toMatchObject({ code: "invalid" });
});

it("streams through the AI SDK as any other model, each step under a hold of its own", async () => {
  const { call } = await makePayer(1e9);
  const { along, closes } = recorder();
  const { model } = scripted(() => [
    { type: "text-start", id: "0" },
    text("Hello"),
    { type: "text-end", id: "0" },
    finish(packet(5, 1)),
  ]);
  const result = streamText({ model: meteredModel(model, call, along), prompt: "Hi" });
  expect(await result.text).toBe("Hello");
  expect(await result.usage).toMatchObject({ inputTokens: 5, outputTokens: 1 });
  expect((await result.providerMetadata)?.purser).toMatchObject({ costCredits: 6000 });
  expect(closes).toHaveLength(1);
});

it("is stopped by the AI SDK's signal", async () => {
  const { call } = await makePayer(1e9);
  const { along, closes } = recorder();
  const abort = new AbortController();
  const { model } = scripted(function* () {
    yield { type: "text-start", id: "0" };
    yield text("Hello");
    queueMicrotask(() => abort.abort());
    yield { until: new Promise(() => undefined) };
  });
  const metered = meteredModel(model, call, along);
  const result = streamText({ model: metered, prompt: "Hi", abortSignal: abort.signal });
  let shown = "";
  for await (const delta of result.textStream) shown += delta;
  expect(shown).toBe("Hello");
  await expect.poll(() => closes.length).toBe(1);
  expect(closes[0]).toMatchObject({ outcome: "stopped", counts: { output: 1 } });
});

it("takes a hold for each step of an answer with tools", async () => {
  const { call } = await makePayer(1e9);
  const { along, closes } = recorder();
  const { model, played } = scripted((request) =>
    request === 1
      ? [
          { type: "tool-input-start", id: "t", toolName: "add" },
          { type: "tool-input-delta", id: "t", delta: '{"a":1}' },
          { type: "tool-input-end", id: "t" },
          { type: "tool-call", toolCallId: "t", toolName: "add", input: '{"a":1}' },
          finish(packet(7, 3), "tool_calls"),
        ]
      : [{ type: "text-start", id: "0" }, text("2"), finish(packet(11, 1))],
  );
  const add = tool({ inputSchema: z.object({ a: z.number() }), execute: async ({ a }) => a + 1 });
  const metered = meteredModel(model, call, along);
  const stopWhen = stepCountIs(3);
  const result = streamText({ model: metered, prompt: "1+1", tools: { add }, stopWhen });
  expect(await result.text).toBe("2");
  expect(played.options).toHaveLength(2);
  expect(closes.map(({ costCredits }) => costCredits)).toEqual([10_000, 12_000]);
  expect(new Set(closes.map(({ reservationId }) => reservationId)).size).toBe(2);
});

import type { LanguageModelV3CallOptions } from "@ai-sdk/provider";
import { eq } from "drizzle-orm";
import fc from "fast-check";
import { countTokens as cl100k } from "gpt-tokenizer/encoding/cl100k_base";
import { countTokens as o200k } from "gpt-tokenizer/encoding/o200k_base";
import { describe, expect, it } from "vitest";
import { db } from "../db/client";
import { reservations } from "../db/schema";
import { testDatabase } from "../db/testing";
import { makePayer } from "../ledger/testing";
import type { Model } from "../models/model";
import { one, setOne } from "../one";
import { inputBound } from "../pricing/bound";
import { isCovered, reserveCall } from "./reserve-call";
import { scripted } from "./testing";
import { encodingOf, tightener } from "./tighten";

const gpt = { provider: "openai", upstreamId: "gpt-4o-mini" } as const;

const asked = (...texts: string[]): LanguageModelV3CallOptions => ({
  prompt: [
    { role: "system", content: "Be kind." },
    ...texts.map((text) => ({ role: "user" as const, content: [{ type: "text" as const, text }] })),
  ],
});

async function tight(model: Parameters<typeof tightener>[0], options = asked("Hello there")) {
  const bound = inputBound(options);
  return (await tightener(model, options, bound)?.()) ?? bound;
}

describe("a bound by the tokenizer", () => {
  it("is what OpenAI counts: the texts and their frame", async () => {
    const frame = 2 * 4 + 3;
    const options = asked("Hello there");
    const texts = o200k("Be kind.") + o200k("Hello there");
    expect(await tight(gpt)).toEqual({
      ...inputBound(options),
      method: "tokenizer",
      tokens: frame + texts,
    });
    const older = { provider: "openai", upstreamId: "gpt-4" } as const;
    expect((await tight(older)).tokens).toBe(frame + cl100k("Be kind.") + cl100k("Hello there"));
  });

  it("is for models whose encoding is known, and for nothing but text", async () => {
    const known = (upstreamId: string) => encodingOf({ provider: "openai", upstreamId });
    for (const id of ["gpt-4o", "gpt-4.1-nano", "o4-mini", "gpt-5", "gpt-5-mini"]) {
      expect(known(id)).toBe("o200k_base");
    }
    for (const id of ["gpt-4", "gpt-4-turbo", "gpt-3.5-turbo"])
      expect(known(id)).toBe("cl100k_base");
    for (const id of ["gpt-6-sol", "gpt-40", "claude-3"]) expect(known(id)).toBeNull();
    expect(encodingOf({ provider: "openai-compatible", upstreamId: "gpt-4o" })).toBeNull();
    const bound = inputBound(asked("x"));
    const inputSchema = { type: "object" as const };
    const tools = [{ type: "function" as const, name: "add", inputSchema }];
    expect(tightener(gpt, { ...asked("x"), tools }, bound)).toBeUndefined();
    const responseFormat = { type: "json" as const };
    expect(tightener(gpt, { ...asked("x"), responseFormat }, bound)).toBeUndefined();
    const file = { type: "file" as const, data: "AAAA", mediaType: "image/png" };
    const prompt = [{ role: "user" as const, content: [file] }];
    expect(tightener(gpt, { prompt }, bound)).toBeUndefined();
  });

  it("is never below the count of the whole text nor above its bytes", async () => {
    const words = fc.array(fc.constantFrom("the ", "漢字", "🎉", "  ", "\n", "credit", "{}", "x"), {
      maxLength: 2000,
    });
    await fc.assert(
      fc.asyncProperty(words, fc.string({ unit: "binary", maxLength: 1500 }), async (some, odd) => {
        const text = some.join("") + odd;
        const { tokens } = await tight(gpt, asked(text));
        const asText = { disallowedSpecial: new Set<string>() };
        const counted = o200k("Be kind.", asText) + o200k(text, asText);
        expect(tokens).toBeGreaterThanOrEqual(counted + 2 * 4 + 3);
        expect(tokens).toBeLessThanOrEqual(inputBound(asked(text)).tokens);
      }),
      { numRuns: 150 },
    );
  });
});

describe("a hold", () => {
  testDatabase();
  const long = asked("A long question, with many words in it. ".repeat(50));
  const bytes = inputBound(long).tokens;
  const model = scripted([], gpt).model;
  const hold = async (of: Model, options: LanguageModelV3CallOptions, room: number) =>
    reserveCall(of, options, (await makePayer(room * 1000)).call);

  it("is taken by bytes where there is room, and nothing is counted", async () => {
    const counter = one<unknown>("tokenizer:o200k_base", () => null);
    setOne(
      "tokenizer:o200k_base",
      Promise.resolve(() => expect.fail("it was counted")),
    );
    const taken = await hold(model, { ...long, maxOutputTokens: 100 }, bytes + 100);
    setOne("tokenizer:o200k_base", counter);
    expect(taken).toMatchObject({ maxOutputTokens: 100, bound: { input: { method: "bytes" } } });
  });

  it("is tried again by the tokenizer where the room is short, and the receipt says so", async () => {
    const taken = await hold(model, { ...long, maxOutputTokens: 100 }, bytes + 99);
    expect(taken).toMatchObject({ maxOutputTokens: 100, lowered: false });
    expect(taken.inputTokensBound).toBeLessThan(bytes / 3);
    const own = eq(reservations.id, taken.id);
    const [row] = await db().select().from(reservations).where(own);
    expect(row?.bound).toMatchObject({ input: { method: "tokenizer", messages: 2 } });
    expect(isCovered(taken, model, { ...long })).toBe(true);
    expect(isCovered(taken, model, structuredClone(long))).toBe(true);
    const other = asked("ü漢".repeat(400));
    expect(isCovered(taken, model, other)).toBe(false);
  });

  it("below the model's useful minimum is refused", async () => {
    const short = asked("Hi");
    const useful = { ...model, minOutputTokens: 500 };
    await expect(hold(useful, short, 100)).rejects.toMatchObject({ code: "allowance_exhausted" });
    expect((await hold(model, short, 100)).lowered).toBe(true);
    const little = { ...short, maxOutputTokens: 3 };
    expect((await hold(useful, little, 100)).maxOutputTokens).toBe(3);
  });
});

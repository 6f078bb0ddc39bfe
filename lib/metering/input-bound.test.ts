import type { LanguageModelV3CallOptions, LanguageModelV3FilePart } from "@ai-sdk/provider";
import { describe, expect, it } from "vitest";
import { type Ceilings, sentBound } from "../pricing/bound";
import { boundInput } from "./input-bound";

type Kind = Parameters<typeof boundInput>[0]["provider"];

const model = (provider: Kind, upstreamId = "m", ceilings: Ceilings | null = null) => ({
  id: "mine",
  provider,
  upstreamId,
  ceilings,
});

/** The first bytes of a PNG of this size, and as many bytes of image as are wanted. */
function png(width: number, height: number, bytes = 100): Uint8Array {
  const image = Buffer.alloc(bytes);
  image.writeUInt32BE(0x89504e47, 0);
  image.writeUInt32BE(width, 16);
  image.writeUInt32BE(height, 20);
  return image;
}

const file = (data: LanguageModelV3FilePart["data"], mediaType = "image/png", more = {}) => ({
  type: "file" as const,
  data,
  mediaType,
  ...more,
});

function sent(...files: LanguageModelV3FilePart[]): LanguageModelV3CallOptions {
  return {
    prompt: [{ role: "user", content: [{ type: "text", text: "What is this?" }, ...files] }],
  };
}

/** Tokens that files add to the text. */
function added(of: ReturnType<typeof model>, ...files: LanguageModelV3FilePart[]): number {
  const { extras = [] } = boundInput(of, sent(...files));
  return extras.reduce((sum, { tokens }) => sum + tokens, 0);
}

describe("an image", () => {
  const big = png(8000, 8000, 3000);
  it.each([
    ["openai", "gpt-4o-mini", 2833 + 8 * 5667],
    ["openai", "gpt-4o-2024-11-20", 85 + 8 * 170],
    ["openai", "gpt-4.1-mini", Math.ceil(1536 * 1.62)],
    ["openai", "gpt-5-nano", Math.ceil(1536 * 2.46)],
    ["openai", "o3", 75 + 8 * 150],
    ["openai", "gpt-7", 8192],
    ["anthropic", "claude-3-5-sonnet-20241022", 1600],
    ["anthropic", "claude-sonnet-4-5", 1600],
    ["anthropic", "claude-opus-4-7", 4784],
    ["anthropic", "claude-opus-5", 4784],
    ["google", "gemini-2.5-flash", 258 * 121],
    ["google", "gemini-3.5-flash", 2240],
    ["openai-compatible", "gpt-4o", 8192],
  ] as const)("to %s's %s is at most %i", (provider, id, tokens) => {
    expect(added(model(provider, id), file(big))).toBe(tokens);
    expect(added(model(provider, id), file(big), file(big))).toBe(2 * tokens);
  });

  it("is cheaper in low detail, and small to Gemini", () => {
    const low = { providerOptions: { openai: { imageDetail: "low" } } };
    expect(added(model("openai", "gpt-4o"), file(big, "image/png", low))).toBe(85);
    expect(added(model("google", "gemini-2.5-flash"), file(png(300, 384)))).toBe(258);
    // Published: 960 x 540 is six tiles.
    expect(added(model("google", "gemini-2.5-flash"), file(png(960, 540)))).toBe(6 * 258);
  });

  it("without a rule is its bytes, 8,192 at least, or the model's ceiling", () => {
    const huge = Buffer.from(png(1, 1, 30_000)).toString("base64");
    expect(added(model("openai-compatible"), file(huge))).toBe(huge.length);
    expect(added(model("openai-compatible", "m", { image: 500 }), file(huge))).toBe(500);
  });

  it("is not counted as text, and is the same however it is written", () => {
    const base64 = Buffer.from(big).toString("base64");
    const forms = [big, base64, `data:image/png;base64,${base64}`];
    const url = new URL(`data:image/png;base64,${base64}`);
    const of = model("google", "gemini-2.5-flash");
    const bounds = [...forms, url].map((data) => boundInput(of, sent(file(data))));
    for (const bound of bounds) {
      expect(bound).toEqual(bounds[0]);
      expect(bound.bytes).toBeLessThan(250);
      expect(bound.extras).toEqual([
        { what: "image", by: "rule", count: 1, bytes: base64.length, tokens: 258 * 121 },
      ]);
      expect(sentBound(bound)).toBe(bound.bytes + base64.length + 16);
    }
  });

  it("in a tool's result is an image where it is sent as one, and text where it is not", () => {
    const data = Buffer.from(big).toString("base64");
    const value = [{ type: "image-data" as const, data, mediaType: "image/png" }];
    const output = { type: "content" as const, value };
    const result = { type: "tool-result" as const, toolCallId: "1", toolName: "see", output };
    const options = { prompt: [{ role: "tool" as const, content: [result] }] };
    const claude = boundInput(model("anthropic", "claude-sonnet-4-5"), options);
    expect(claude.extras).toMatchObject([{ what: "image", tokens: 1600 }]);
    expect(claude.bytes).toBeLessThan(300);
    const chat = boundInput(model("openai-compatible"), options);
    expect(chat.extras).toBeUndefined();
    expect(chat.bytes).toBeGreaterThan(data.length);
  });
});

describe("a file", () => {
  const pdf = (text: string) => file(Buffer.from(`%PDF-1.4\n${text}`), "application/pdf");
  const pages = "/Type /Pages /Count 2 /Type /Page /Type/Page";

  it("that is a PDF is so many pages, or as many as are accepted where they are packed", () => {
    const claude = model("anthropic", "claude-sonnet-4-5");
    expect(added(claude, pdf(pages))).toBe(2 * 4600);
    expect(added(claude, pdf(`${pages} /Type /ObjStm`))).toBe(600 * 4600);
    expect(added(claude, pdf("no pages to be seen"))).toBe(600 * 4600);
    expect(added(model("google", "gemini-2.5-flash"), pdf(pages))).toBe(2 * 1120);
  });

  it("of text is its bytes", () => {
    const text = file("aGVsbG8gd29ybGQ=", "text/plain");
    expect(added(model("anthropic"), text)).toBe(16);
  });

  it.each([
    ["openai", pdf(pages), /file of this type.*ceilings\.file/],
    ["openai-compatible", file("AAAA", "application/zip"), /ceilings\.file/],
    ["google", file("AAAA", "audio/wav"), /Sound and film/],
    ["anthropic", file(new URL("https://x.example/a.png")), /by address.*ceilings\.remote_image/],
    ["google", file("https://x.example/a.pdf", "application/pdf"), /ceilings\.remote_file/],
  ] as const)("to %s is refused without a bound", (provider, part, words) => {
    const call = () => boundInput(model(provider), sent(part));
    expect(call).toThrow(words);
  });

  it("is held for at the model's ceiling", () => {
    const ceilings = { file: 9000, remote_image: 700 };
    const of = model("openai", "gpt-4o", ceilings);
    expect(added(of, pdf(pages), file(new URL("https://x.example/a.png")))).toBe(9700);
  });
});

describe("tools", () => {
  const inputSchema = { type: "object" as const };
  const own = { type: "function" as const, name: "add", inputSchema };
  const hosted = { type: "provider" as const, name: "web", id: "x.web" as const, args: {} };

  it("that the provider runs are refused, or held for at a ceiling", () => {
    const options = { ...sent(), tools: [hosted] };
    expect(() => boundInput(model("openai"), options)).toThrow(/ceilings\.hosted_tools/);
    const of = model("openai", "m", { hosted_tools: 20_000 });
    const [extra] = boundInput(of, options).extras ?? [];
    expect(extra).toMatchObject({ what: "hosted_tools", by: "ceiling", tokens: 20_000 });
  });

  it("have words of Anthropic's around them", () => {
    const options = { ...sent(), tools: [own] };
    const [extra] = boundInput(model("anthropic"), options).extras ?? [];
    expect(extra).toMatchObject({ what: "tools", tokens: 1024 });
    expect(boundInput(model("openai"), options).extras).toBeUndefined();
  });

  it("with a cache of an hour are refused, as nobody counts it apart", () => {
    const providerOptions = { anthropic: { cacheControl: { type: "ephemeral", ttl: "1h" } } };
    const tools = [{ ...own, providerOptions }];
    expect(() => boundInput(model("anthropic"), { ...sent(), tools })).toThrow(/hour/);
    const prompt = [{ role: "system" as const, content: "x", providerOptions }];
    expect(() => boundInput(model("anthropic"), { prompt })).toThrow(/Five minutes/);
    expect(() => boundInput(model("openai"), { prompt })).not.toThrow();
  });
});

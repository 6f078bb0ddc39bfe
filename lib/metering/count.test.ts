import { expect, it } from "vitest";
import { countInput, countTokens, RunningCount } from "./count";

it("counts as o200k does", async () => {
  expect(await countTokens("")).toBe(0);
  expect(await countTokens("Hello there, purser.")).toBe(6);
  expect(await countTokens("<|endoftext|> is text here")).toBeGreaterThan(4);
});

it("counts long texts as a whole would be, within a token a slice", async () => {
  const sentence = "The quick brown fox jumps over the lazy dog. ";
  const once = await countTokens(sentence);
  const many = await countTokens(sentence.repeat(400));
  expect(Math.abs(many - once * 400)).toBeLessThan(400);
});

it("never counts more tokens than bytes", async () => {
  for (const text of ["漢字かな交じり文", "🎉🎉🎉", "\ud800", "a".repeat(3000), "\u0000\u0001"]) {
    expect(await countTokens(text)).toBeLessThanOrEqual(Buffer.byteLength(text));
  }
});

it("lets others have their turn, however long and awkward a text is", async () => {
  await countTokens("warm");
  const texts = ["a".repeat(5_000_000), "漢".repeat(1_000_000), "x9".repeat(2_000_000)];
  let longestMs = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    longestMs = Math.max(longestMs, performance.now() - last);
    last = performance.now();
  }, 1);
  const tokens = await Promise.all(texts.map(countTokens));
  clearInterval(timer);
  for (const count of tokens) expect(count).toBeGreaterThan(10_000);
  expect(longestMs).toBeLessThan(1000);
});

it("counts the frame of messages, and tools, as input", async () => {
  const prompt = [{ role: "user" as const, content: [{ type: "text" as const, text: "Hello" }] }];
  expect(await countInput({ prompt })).toBe(1 + 4 + 3);
  const tools = [{ type: "function" as const, name: "look", inputSchema: {} }];
  expect(await countInput({ prompt, tools })).toBeGreaterThan(1 + 4 + 3 + 5);
});

it("does not count until the bytes could reach the limit", async () => {
  const running = new RunningCount();
  running.add("");
  expect(running.pieces).toBe(0);
  running.add(" word word");
  expect(running.isOver(10)).toBe(false);
  running.add(" word");
  expect(await running.isOver(10)).toBe(false);
  expect(await running.isOver(2)).toBe(true);
  expect(await running.total()).toBe(3);
  expect(running.pieces).toBe(2);
});

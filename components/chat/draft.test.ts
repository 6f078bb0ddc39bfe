import { expect, it } from "vitest";
import { attemptFor, keepDraft, readDraft, type Shelf } from "./draft";

function shelf(): Shelf & { kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

it("keeps a draft per conversation and lets it go when it is empty", () => {
  const mine = shelf();
  keepDraft(mine, null, { text: "new one" });
  keepDraft(mine, "c", { text: "next turn" });
  expect(readDraft(mine, null).text).toBe("new one");
  expect(readDraft(mine, "c").text).toBe("next turn");
  keepDraft(mine, "c", { text: "" });
  expect(readDraft(mine, "c")).toEqual({ text: "" });
  expect(mine.kept.size).toBe(1);
});

it("takes what is not a draft for none", () => {
  const broken = { ...shelf(), getItem: () => "{not json" };
  expect(readDraft(broken, null)).toEqual({ text: "" });
  expect(readDraft({ ...shelf(), getItem: () => '{"text":5}' }, null)).toEqual({ text: "" });
});

it("sends the same message again under the same key, another under another", () => {
  const message = { prompt: "How big?", model: "demo", options: {} };
  const attempt = attemptFor({ text: "How big?" }, message);
  const draft = { text: "How big?", attempt };
  expect(attemptFor(draft, message)).toEqual(attempt);
  expect(attemptFor(draft, { ...message, model: "other" }).key).not.toBe(attempt.key);
  expect(attempt.key).toMatch(/^[0-9a-f]{32}$/);
});

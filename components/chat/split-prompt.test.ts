import { expect, it } from "vitest";
import { splitPrompt } from "./split-prompt";

it("shows a short prompt whole", () => {
  expect(splitPrompt("How big?\nReally?\n")).toEqual({
    head: "How big?\nReally?",
    body: "",
    lines: 0,
  });
});

it("cuts what was pasted under a question", () => {
  const rows = Array.from({ length: 214 }, (_, n) => `2025-04-01,${n}`).join("\n");
  expect(splitPrompt(`Check these days.\n\n${rows}`)).toEqual({
    head: "Check these days.",
    body: rows,
    lines: 214,
  });
});

it("cuts a text that is one long line", () => {
  const long = "word ".repeat(1000);
  const { head, body, lines } = splitPrompt(long);
  expect(head).toBe("");
  expect(body).toBe(long.trimEnd());
  expect(lines).toBe(63);
});

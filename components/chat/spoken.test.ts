import { expect, it } from "vitest";
import { asWords, spokenTo } from "./spoken";

it("reads out whole sentences while a text grows, and the rest at its end", () => {
  const text = "About 1,500 litres. What the roof yie";
  expect(text.slice(0, spokenTo(text, 0, true))).toBe("About 1,500 litres. ");
  expect(spokenTo(text, 20, true)).toBe(20);
  expect(spokenTo(text, 20, false)).toBe(text.length);
});

it("leaves marks out", () => {
  expect(asWords("## A **bold** [link](https://example.com) and `code`")).toBe(
    "A bold link and code",
  );
  expect(asWords("| a | b |\n|---|--:|\n| 1 | 2 |")).toBe("a b \n\n 1 2");
});

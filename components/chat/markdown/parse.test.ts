import { describe, expect, it } from "vitest";
import { wholeBlocks } from "./blocks";

const rendered = (source: string) => JSON.stringify(wholeBlocks(source, "t"));

describe("what a model writes", () => {
  it.each([
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "text <svg onload=alert(1)> text",
    "<iframe src='https://example.com'></iframe>",
    "<style>body{display:none}</style>",
    "<!-- <b>x</b> -->",
  ])("shows %s as text", (source) => {
    expect(rendered(source)).not.toMatch(/"tagName":"(script|img|svg|iframe|style|b)"/);
    expect(rendered(source)).toContain('"type":"text"');
  });

  it.each([
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:x)",
    "![x](data:image/svg+xml;base64,AAAA)",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
  ])("takes the address out of %s", (source) => {
    expect(rendered(source)).not.toMatch(/"(href|src)":"(javascript|data|vbscript)/i);
  });

  it("gives footnotes of two answers different ids", () => {
    const source = "a[^1]\n\n[^1]: b";
    expect(JSON.stringify(wholeBlocks(source, "one"))).not.toContain('"two-');
    expect(JSON.stringify(wholeBlocks(source, "one"))).toContain("one-fn-1");
  });
});

it("takes double dollars on a line of their own for a formula that stands alone", () => {
  expect(rendered("$$x^2$$")).toContain("math-display");
  expect(rendered("- $$x^2$$")).toContain("math-display");
  expect(rendered("so $$x^2$$ it is")).toContain("math-inline");
  expect(rendered("$x^2$")).toContain("math-inline");
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mathSource } from "./math-source";

describe("math as models write it", () => {
  it.each([
    ["with $t_i$ tokens", "with $t_i$ tokens"],
    ["\\(x^2\\) and \\[\\frac{1}{2}\\]", "$x^2$ and $$\\frac{1}{2}$$"],
    ["It costs $5 and $10.", "It costs \\$5 and \\$10."],
    ["From $5-$10 for $x$", "From \\$5-\\$10 for $x$"],
    ["$5 and the variable $x$", "\\$5 and the variable $x$"],
    ["$$\na\n$$", "$$\na\n$$"],
    ["open $$a", "open $$a"],
    ["\\$5 is escaped", "\\$5 is escaped"],
    ["`$HOME` and ``a ` $b`` $c", "`$HOME` and ``a ` $b`` \\$c"],
    ["```sh\necho $1 \\(x\\)\n```\n\\(y\\)", "```sh\necho $1 \\(x\\)\n```\n$y$"],
    ["```sh\necho $1", "```sh\necho $1"],
    ["~~~\n$a\n```\n~~~\n$b", "~~~\n$a\n```\n~~~\n\\$b"],
  ])("%j becomes %j", (source, wanted) => expect(mathSource(source)).toBe(wanted));

  it("changes nothing else", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", " ", "\n", "`", "*", "#", "~") }), (s) => {
        expect(mathSource(`${s}$`).replaceAll("\\", "")).toBe(`${s}$`);
      }),
    );
  });
});

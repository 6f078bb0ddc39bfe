import { describe, expect, it } from "vitest";
import { type Blocks, grownBlocks, settledBlocks, wholeBlocks } from "./blocks";

const answer = `# Title

A **bold** word, \`code\` and a [link](https://example.com).

- one
- two

  with a second paragraph

| a | b |
|---|--:|
| 1 | 2 |

\`\`\`python
print("# no title")

x = 1
\`\`\`

$$
\\frac{1}{2}
$$

> quoted

The end.`;

const text = (value: unknown): string =>
  JSON.stringify(value, (key, entry) => (key === "position" ? undefined : entry));

function grow(source: string, step: number): Blocks {
  let grown: Blocks | null = null;
  for (let to = step; to < source.length; to += step) {
    grown = grownBlocks(grown, source.slice(0, to), "t");
  }
  return grownBlocks(grown, source, "t");
}

describe("an answer that grows", () => {
  it.each([1, 3, 7, 50])("has the same blocks as the whole, %i characters at a time", (step) => {
    const grown = grow(answer, step).blocks.map(({ elements }) => elements);
    const whole = wholeBlocks(answer, "t").map(({ elements }) => elements);
    expect(text(grown)).toBe(text(whole));
  });

  it("keeps finished blocks as they are, and gives each its own key", () => {
    const half = grownBlocks(null, answer.slice(0, 120), "t");
    const more = grownBlocks(half, answer.slice(0, 160), "t");
    expect(half.finished.length).toBeGreaterThan(1);
    expect(more.blocks[0]).toBe(half.blocks[0]);
    expect(new Set(more.blocks.map(({ key }) => key)).size).toBe(more.blocks.length);
  });

  it("is settled without its finished blocks being made again", () => {
    const grown = grow(answer, 7);
    const settled = settledBlocks(grown, answer, "t");
    expect(text(settled)).toBe(text(wholeBlocks(answer, "t")));
    expect(settled.slice(0, -1)).toEqual(grown.blocks.slice(0, -1));
    expect(settled[0]).toBe(grown.blocks[0]);
  });

  it("is settled anew where something in it is defined elsewhere", () => {
    for (const source of ["[a][1]\n\nb\n\n> [1]: https://x.example", "a[^n]\n\nb\n\n[^n]: c"]) {
      const settled = settledBlocks(grow(source, 3), source, "t");
      expect(text(settled)).toBe(text(wholeBlocks(source, "t")));
    }
  });

  it("closes what is open at the end", () => {
    expect(text(grownBlocks(null, "a **bo", "t").blocks)).toContain('"tagName":"strong"');
    expect(text(grownBlocks(null, "see [the docs](https://exa", "t").blocks)).not.toContain("](");
  });

  it("shows code that has no end yet, and half a tag, as they come", () => {
    const code = grownBlocks(null, "before\n\n```js\nlet a = 1;\n", "t");
    expect(text(code.blocks)).toContain("let a = 1;");
    const more = grownBlocks(code, "before\n\n```js\nlet a = 1;\nlet b;", "t");
    expect(more.blocks[0]).toBe(code.blocks[0]);
    expect(text(more.blocks)).toContain("let b;");
    expect(text(grownBlocks(null, "```c++\nint a;\n", "t").blocks)).toContain("language-c++");
    expect(text(grownBlocks(null, "the tag <custom", "t").blocks)).toContain("<custom");
  });

  it("starts anew when the text is another", () => {
    const one = grownBlocks(null, "first\n\nsecond\n\nthird", "t");
    expect(text(grownBlocks(one, "other\n\ntext", "t").blocks)).not.toContain("first");
  });
});

it("resolves links and footnotes that are defined elsewhere in the text", () => {
  const blocks = wholeBlocks(
    "See [it][1] and this[^n].\n\n[1]: https://example.com\n\n[^n]: A note.",
    "t",
  );
  expect(text(blocks)).toContain("https://example.com");
  expect(text(blocks)).toContain("A note.");
});

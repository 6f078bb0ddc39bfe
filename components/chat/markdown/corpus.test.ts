import type { RootContent } from "hast";
import { expect, it } from "vitest";
import { alone, many, payloads } from "../../../e2e/payloads";
import { type Block, type Blocks, grownBlocks, wholeBlocks } from "./blocks";
import { isElement } from "./parse";

const forbidden = /^(script|style|iframe|object|embed|svg|math|form|base|meta|link|video|audio)$/;

function unsafe(nodes: RootContent[], inLink = false): string[] {
  return nodes.filter(isElement).flatMap((node) => {
    const { tagName, properties, children } = node;
    const isLink = tagName === "a";
    const address = String(properties.href ?? properties.src ?? "");
    return [
      ...(forbidden.test(tagName) ? [tagName] : []),
      ...(/^\s*(javascript|vbscript|data|file|blob):/i.test(address) ? [address] : []),
      ...Object.keys(properties).filter((name) => /^on|^style$|^name$|srcset/i.test(name)),
      ...(isLink && inLink ? ["a link in a link"] : []),
      ...unsafe(children as RootContent[], inLink || isLink),
    ];
  });
}

const allUnsafe = (blocks: Block[]) => blocks.flatMap(({ elements }) => unsafe(elements));

it.each(Object.entries({ ...payloads, endless: alone.endless }))(
  "%s: nothing unsafe after any letter",
  (_name, texts) => {
    for (const text of texts) {
      let grown: Blocks | null = null;
      for (let to = 1; to <= text.length; to++) {
        grown = grownBlocks(grown, text.slice(0, to), "t");
        expect(allUnsafe(grown.blocks), text.slice(0, to)).toEqual([]);
      }
      expect(allUnsafe(wholeBlocks(text, "t")), text).toEqual([]);
    }
  },
);

it.each([...alone.nested, ...many].map((text) => [text.slice(0, 12), text]))(
  "what is too deep (%s…) is taken apart in bounded depth",
  (_name, text) => {
    const blocks = [...wholeBlocks(text, "t"), ...grownBlocks(null, text, "t").blocks];
    // Unbounded it ends in an overflow of the stack.
    expect(Math.max(...blocks.map(({ elements }) => depthOf(elements)))).toBeLessThan(300);
  },
  120_000,
);

function depthOf(nodes: RootContent[]): number {
  const children = nodes.filter(isElement).map((node) => depthOf(node.children as RootContent[]));
  return 1 + Math.max(0, ...children);
}

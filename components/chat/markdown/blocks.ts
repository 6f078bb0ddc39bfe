import type { RootContent } from "hast";
import type { RootContent as MdContent } from "mdast";
import remend from "remend";
import { mathSource } from "./math-source";
import { type Definitions, definitionsOf, parseMarkdown, toSafeElements } from "./parse";

/** A top-level block of an answer. The same object stays the same while it does not change. */
export type Block = { key: number; elements: RootContent[] };

/** What is known of a text that grows: the blocks that are finished, and where they end. */
export type Blocks = {
  source: string;
  finished: Block[];
  /** Offset in `source` up to which blocks are finished. */
  finishedTo: number;
  /** All blocks, the growing one too. */
  blocks: Block[];
};

const empty: Blocks = { source: "", finished: [], finishedTo: 0, blocks: [] };

/** The blocks of a whole text, parsed at once. */
export function wholeBlocks(text: string, idPrefix: string): Block[] {
  const tree = parseMarkdown(mathSource(text));
  const definitions = definitionsOf(tree);
  return tree.children.map((node) => toBlock(node, 0, definitions, idPrefix)).filter(hasContent);
}

/**
 * The blocks of a text that grew. Only what comes after the last finished block is parsed again;
 * open marks in it are closed, so that half a bold word is bold and not two asterisks.
 */
export function grownBlocks(before: Blocks | null, text: string, idPrefix: string): Blocks {
  const source = mathSource(text);
  const goesOn =
    before && source.startsWith(before.source.slice(0, before.finishedTo)) ? before : empty;
  const tail = remend(source.slice(goesOn.finishedTo), { linkMode: "text-only", images: false });
  const { children } = parseMarkdown(tail);
  const definitions: Definitions = [];
  const blocks = children.map((node) => toBlock(node, goesOn.finishedTo, definitions, idPrefix));
  const start = children.at(-1)?.position?.start.offset ?? 0;
  return {
    source,
    finished: [...goesOn.finished, ...blocks.slice(0, -1)],
    finishedTo: goesOn.finishedTo + start,
    blocks: [...goesOn.finished, ...blocks].filter(hasContent),
  };
}

/** Where a link or a footnote is defined: what refers to it may stand anywhere in the text. */
const definition = /^[ \t>]*\[[^\]]+\]:/m;

/**
 * The blocks of a text that is done growing. Where nothing refers to elsewhere in it, those that
 * are finished stay the same objects, and need not be rendered again.
 */
export function settledBlocks(before: Blocks | null, text: string, idPrefix: string): Block[] {
  const source = mathSource(text);
  const goesOn = before && before.finishedTo > 0 && !definition.test(source);
  if (!goesOn || !source.startsWith(before.source.slice(0, before.finishedTo))) {
    return wholeBlocks(text, idPrefix);
  }
  const { children } = parseMarkdown(source.slice(before.finishedTo));
  const rest = children.map((node) => toBlock(node, before.finishedTo, [], idPrefix));
  return [...before.finished, ...rest].filter(hasContent);
}

function toBlock(
  node: MdContent,
  offset: number,
  definitions: Definitions,
  idPrefix: string,
): Block {
  const key = offset + (node.position?.start.offset ?? 0);
  return { key, elements: toSafeElements(node, definitions, idPrefix) };
}

function hasContent({ elements }: Block): boolean {
  return elements.length > 0;
}

import type { Element, RootContent } from "hast";
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
  const tail = source.slice(goesOn.finishedTo);
  const code = openCode(tail, goesOn.finishedTo);
  if (code) return { ...goesOn, source, blocks: [...goesOn.finished, code].filter(hasContent) };
  const { children } = parseMarkdown(healed(tail));
  const blocks = children.map((node) => toBlock(node, goesOn.finishedTo, [], idPrefix));
  const start = children.at(-1)?.position?.start.offset ?? 0;
  return {
    source,
    finished: [...goesOn.finished, ...blocks.slice(0, -1)],
    finishedTo: goesOn.finishedTo + start,
    blocks: [...goesOn.finished, ...blocks].filter(hasContent),
  };
}

/** Raw HTML is shown as it is, so half a tag is no reason to hide what stands before it. */
function healed(tail: string): string {
  return remend(tail, { linkMode: "text-only", images: false, htmlTags: false });
}

/** A code block that has no end yet, made without a parser: it can be long, and grows often. */
function openCode(tail: string, offset: number): Block | null {
  const fence = /^ {0,3}(`{3,}|~{3,})([^`\n]*)\n/.exec(tail);
  if (!fence) return null;
  const [opening, marks = "", info = ""] = fence;
  const code = tail.slice(opening.length);
  const end = new RegExp(`^ {0,3}\\${marks[0]}{${marks.length},}[ \\t]*$`, "m");
  // The last line may be the beginning of the end.
  if (end.test(code) || /^ {0,3}[`~]+$/.test(code.slice(code.lastIndexOf("\n") + 1))) return null;
  const name = /^[\w+#.-]{1,40}/.exec(info.trim())?.[0];
  const inner: Element = {
    type: "element",
    tagName: "code",
    properties: name ? { className: [`language-${name}`] } : {},
    children: [{ type: "text", value: code }],
  };
  const pre: Element = { type: "element", tagName: "pre", properties: {}, children: [inner] };
  return { key: offset, elements: [pre] };
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

import type { Nodes, Root } from "mdast";
import { fences } from "./math-source";

/** Marks of one paragraph that may pair up: the parser's work grows with their square. */
const marksMax = 1000;
/** Quotes and lists opened on one line. */
const containersMax = 40;
/** What renders a tree calls itself for each level, and a browser's stack is not endless. */
const depthMax = 100;

const inlineMarks = [
  "attention",
  "strikethrough",
  "labelStartLink",
  "labelStartImage",
  "labelEnd",
  "gfmFootnoteCall",
  "gfmPotentialFootnoteCall",
];
const containers = ["blockQuote", "list"];
const opened = new RegExp(
  String.raw`^(?:[ \t]*(?:>|[-+*][ \t]|\d{1,9}[.)][ \t])){${containersMax + 1}}`,
  "m",
);

/**
 * The constructs of micromark that a text may not use, because taking apart what it made of them
 * would hold up the page for seconds: their marks are shown as they were written.
 */
export function tooMuch(source: string): string[] {
  if (source.length <= containersMax) return [];
  const prose = source.length > marksMax ? proseOf(source) : "";
  return [
    ...(prose.split(/\n[ \t]*\n/).some(hasManyMarks) ? inlineMarks : []),
    ...(opened.test(source) ? containers : []),
  ];
}

function proseOf(source: string): string {
  return fences(source)
    .map(({ code, source: part }) => (code ? "\n\n" : part))
    .join("");
}

function hasManyMarks(paragraph: string): boolean {
  if (paragraph.length <= marksMax) return false;
  let marks = 0;
  for (const mark of "*_~[]") marks += paragraph.split(mark).length - 1;
  return marks > marksMax;
}

/** Cuts a tree where it is too deep: what lies below is shown as its source. */
export function cutDepth(tree: Root, source: string): void {
  const left: { node: Nodes; depth: number }[] = [{ node: tree, depth: 0 }];
  for (let next = left.pop(); next; next = left.pop()) {
    const { node, depth } = next;
    if (!("children" in node)) continue;
    if (depth < depthMax) {
      for (const child of node.children) left.push({ node: child, depth: depth + 1 });
      continue;
    }
    const { start, end } = node.position ?? {};
    node.children = [{ type: "text", value: source.slice(start?.offset, end?.offset) }];
  }
}

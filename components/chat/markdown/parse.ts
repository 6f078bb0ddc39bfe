import type { Element, ElementContent, Root, RootContent } from "hast";
import { defaultSchema, type Schema, sanitize } from "hast-util-sanitize";
import type {
  Definition,
  FootnoteDefinition,
  RootContent as MdContent,
  Root as MdRoot,
} from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { mathFromMarkdown } from "mdast-util-math";
import { type Handler, toHast } from "mdast-util-to-hast";
import { gfm } from "micromark-extension-gfm";
import { math } from "micromark-extension-math";

/** Markdown with tables, task lists, strikethrough, footnotes and math, as a tree. */
export function parseMarkdown(source: string): MdRoot {
  return fromMarkdown(source, {
    extensions: [gfm({ singleTilde: false }), math()],
    mdastExtensions: [gfmFromMarkdown(), mathFromMarkdown()],
  });
}

export type Definitions = (Definition | FootnoteDefinition)[];

/** What links and footnotes anywhere in a text refer to. */
export function definitionsOf(tree: MdRoot): Definitions {
  return tree.children.filter(
    (node) => node.type === "definition" || node.type === "footnoteDefinition",
  );
}

/** Raw HTML is shown as the text it is. */
const html: Handler = (_, node: { value: string }, parent) => {
  const text: ElementContent = { type: "text", value: node.value };
  const inline = parent && parent.type !== "root" && parent.type !== "blockquote";
  return inline ? text : { type: "element", tagName: "p", properties: {}, children: [text] };
};

const schema: Schema = {
  ...defaultSchema,
  clobber: [],
  protocols: { href: ["http", "https", "mailto"], src: ["http", "https"] },
  attributes: {
    ...defaultSchema.attributes,
    code: [["className", /^language-[\w+#.-]{1,40}$/, "math-inline", "math-display"]],
  },
};

/**
 * Safe elements of a block. Nothing comes through that is not on the list; ids of footnotes start
 * with `idPrefix`, so that two answers on a page do not share them.
 */
export function toSafeElements(
  block: MdContent,
  definitions: Definitions,
  idPrefix: string,
): RootContent[] {
  const uses = JSON.stringify(block).includes("Reference");
  const children = uses ? [block, ...definitions.filter((other) => other !== block)] : [block];
  const tree = toHast(
    { type: "root", children },
    { handlers: { html }, clobberPrefix: `${idPrefix}-` },
  );
  return (sanitize(tree, schema) as Root).children;
}

export function isElement(node: unknown): node is Element {
  return (node as { type?: unknown } | undefined)?.type === "element";
}

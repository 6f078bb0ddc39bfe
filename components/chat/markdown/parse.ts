import type { Element, ElementContent, Root, RootContent } from "hast";
import { defaultSchema, type Schema, sanitize } from "hast-util-sanitize";
import type {
  Definition,
  FootnoteDefinition,
  RootContent as MdContent,
  Parent as MdParent,
  Root as MdRoot,
} from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { type Math as MathNode, mathFromMarkdown } from "mdast-util-math";
import { type Handler, toHast } from "mdast-util-to-hast";
import { gfm } from "micromark-extension-gfm";
import { math } from "micromark-extension-math";
import { cutDepth, tooMuch } from "./limits";

/** Markdown with tables, task lists, strikethrough, footnotes and math, as a tree. */
export function parseMarkdown(source: string): MdRoot {
  const tree = fromMarkdown(source, {
    extensions: [gfm({ singleTilde: false }), math(), { disable: { null: tooMuch(source) } }],
    mdastExtensions: [gfmFromMarkdown(), mathFromMarkdown()],
  });
  cutDepth(tree, source);
  displayLoneMath(tree, source);
  return tree;
}

/** `$$x$$` on a line of its own is a formula that stands alone, as models mean it. */
function displayLoneMath(parent: MdParent, source: string): void {
  for (const [n, node] of parent.children.entries()) {
    const only = node.type === "paragraph" && node.children.length === 1 ? node.children[0] : null;
    const start = only?.position?.start.offset ?? 0;
    if (only?.type === "inlineMath" && source.startsWith("$$", start)) {
      const { position } = node;
      parent.children[n] = {
        type: "math",
        value: only.value,
        data: displayData(only.value),
        position,
      };
    } else if ("children" in node) {
      displayLoneMath(node as MdParent, source);
    }
  }
}

/** As mdast-util-math says it of a fenced formula. */
function displayData(value: string): MathNode["data"] {
  const code: Element = {
    type: "element",
    tagName: "code",
    properties: { className: ["language-math", "math-display"] },
    children: [{ type: "text", value }],
  };
  return { hName: "pre", hChildren: [code] };
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
  const safe = sanitize(tree, schema) as Root;
  flattenLinks(safe, false);
  return safe.children;
}

/** A link in a link is none in HTML: the inner one, and a picture there, are only their words. */
function flattenLinks(parent: Root | Element, inLink: boolean): void {
  parent.children = parent.children.flatMap((node): ElementContent[] => {
    if (!isElement(node)) return [node as ElementContent];
    if (inLink && node.tagName === "img") return [{ type: "text", value: pictureWords(node) }];
    const isLink = node.tagName === "a";
    flattenLinks(node, inLink || isLink);
    return inLink && isLink ? node.children : [node];
  });
}

function pictureWords({ properties: { alt } }: Element): string {
  return `Picture: ${alt || "without a name"}`;
}

export function isElement(node: unknown): node is Element {
  return (node as { type?: unknown } | undefined)?.type === "element";
}

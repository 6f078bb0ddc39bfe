import type { Element, RootContent } from "hast";
import { type Components, toJsxRuntime } from "hast-util-to-jsx-runtime";
import type { ReactNode } from "react";
import { Fragment, jsx, jsxs } from "react/jsx-runtime";
import { CodeBlock } from "./code-block";
import { AnswerLink, AnswerPicture } from "./link";
import { Formula } from "./math";
import { isElement } from "./parse";

/** Elements of an answer as ours. `growing` is true for the block that is being written. */
export function toElements(elements: RootContent[], growing: boolean): ReactNode {
  const components: Partial<Components> = {
    a: AnswerLink,
    img: AnswerPicture,
    pre: ({ node }) => preformatted(node, growing),
    code: ({ node, children }) =>
      hasClass(node, "math-inline") ? (
        <Formula tex={textOf(node)} display={false} />
      ) : (
        <code>{children}</code>
      ),
    table: ({ children }) => (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
      <div className="scroll-x" tabIndex={0}>
        <table>{children}</table>
      </div>
    ),
    input: ({ checked }) => (
      <input
        type="checkbox"
        className="choice"
        aria-label={checked ? "Done" : "To do"}
        checked={Boolean(checked)}
        disabled
        readOnly
      />
    ),
  };
  const root = { type: "root" as const, children: elements };
  return toJsxRuntime(root, { Fragment, jsx, jsxs, components, passNode: true }) as ReactNode;
}

function preformatted(node: Element | undefined, growing: boolean): ReactNode {
  const code = node?.children.find(isElement);
  const text = textOf(code);
  if (hasClass(code, "math-display")) return <Formula tex={text} display />;
  return <CodeBlock language={languageOf(code)} code={text.replace(/\n$/, "")} growing={growing} />;
}

function languageOf(code: Element | undefined): string {
  const name = classesOf(code).find((one) => one.startsWith("language-"));
  return name?.slice("language-".length) ?? "";
}

function hasClass(node: Element | undefined, name: string): boolean {
  return classesOf(node).includes(name);
}

function classesOf(node: Element | undefined): string[] {
  const names = node?.properties.className;
  return Array.isArray(names) ? names.map(String) : [];
}

function textOf(node: Element | undefined): string {
  if (!node) return "";
  return node.children
    .map((child) => (child.type === "text" ? child.value : isElement(child) ? textOf(child) : ""))
    .join("");
}

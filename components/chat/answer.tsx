"use client";

import dynamic from "next/dynamic";

/**
 * The renderer comes in its own file: the first screen does not need it. On the server it is
 * there at once, so answers are in the page before any script.
 */
const Markdown = dynamic(() => import("./markdown/markdown").then((module) => module.Markdown));

export function Answer({ text, growing }: { text: string; growing: boolean }) {
  return <Markdown text={text} growing={growing} />;
}

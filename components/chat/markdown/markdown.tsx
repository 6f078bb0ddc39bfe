"use client";

import { memo, useId, useMemo, useRef } from "react";
import { type Block, type Blocks, grownBlocks, settledBlocks } from "./blocks";
import { toElements } from "./elements";

/**
 * An answer. While it grows only its last block is parsed and rendered again; when it is done it
 * is parsed as a whole where links and footnotes must find what they refer to.
 */
export function Markdown({ text, growing }: { text: string; growing: boolean }) {
  const idPrefix = useId();
  const grown = useRef<Blocks | null>(null);
  const blocks = useMemo(() => {
    if (!growing) return settledBlocks(grown.current, text, idPrefix);
    grown.current = grownBlocks(grown.current, text, idPrefix);
    return grown.current.blocks;
  }, [text, growing, idPrefix]);
  return (
    <div className="prose">
      {blocks.map((block, n) => (
        <Rendered key={block.key} block={block} growing={growing && n === blocks.length - 1} />
      ))}
    </div>
  );
}

const Rendered = memo(function Rendered({ block, growing }: { block: Block; growing: boolean }) {
  return toElements(block.elements, growing);
});

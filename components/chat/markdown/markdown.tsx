"use client";

import { memo, useDeferredValue, useId, useMemo, useRef } from "react";
import { type Block, type Blocks, grownBlocks, settledBlocks } from "./blocks";
import { toElements } from "./elements";

/**
 * An answer. While it grows only its last block is parsed and rendered again; when it is done it
 * is parsed as a whole where links and footnotes must find what they refer to.
 */
export function Markdown({ text, growing }: { text: string; growing: boolean }) {
  const idPrefix = useId();
  const grown = useRef<Blocks | null>(null);
  // As often as there is time for it: typing and scrolling go first.
  const soFar = useDeferredValue(text);
  const shown = growing ? soFar : text;
  const blocks = useMemo(() => {
    if (!growing) return settledBlocks(grown.current, shown, idPrefix);
    grown.current = grownBlocks(grown.current, shown, idPrefix);
    return grown.current.blocks;
  }, [shown, growing, idPrefix]);
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

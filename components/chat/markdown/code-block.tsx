"use client";

import { type ReactNode, useEffect, useState } from "react";
import { CopyButton } from "../../ui/copy-button";

/** Beyond this a block stays plain: colouring it would hold up the page. */
const highlightedMax = 30_000;

/**
 * Code with its language and a copy button. Colours come when the highlighter has loaded and the
 * block is finished; until then, and without them, it is the same text in the same place.
 */
export function CodeBlock({
  language,
  code,
  growing,
}: {
  language: string;
  code: string;
  growing: boolean;
}) {
  const [coloured, setColoured] = useState<{ of: string; node: ReactNode } | null>(null);
  useEffect(() => {
    if (growing || !language || code.length > highlightedMax) return;
    let wanted = true;
    import("./highlight").then(
      ({ highlight }) => wanted && setColoured({ of: code, node: highlight(language, code) }),
      (error: unknown) => console.warn("Code stays without colours.", error),
    );
    return () => {
      wanted = false;
    };
  }, [code, growing, language]);
  return (
    <div className="code">
      <div className="code-head">
        <span>{language || "text"}</span>
        <CopyButton
          text={code}
          variant="quiet"
          size="sm"
          className="border-transparent! bg-transparent!"
        >
          Copy
        </CopyButton>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
      <pre tabIndex={0}>
        <code>{coloured?.of === code ? coloured.node : code}</code>
      </pre>
    </div>
  );
}

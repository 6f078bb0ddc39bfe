"use client";

import { useEffect, useRef } from "react";

/**
 * A formula. It is set when KaTeX has loaded; until then, and where it is not right, one reads
 * its source. KaTeX builds elements, not HTML, and may neither link nor load anything.
 */
export function Formula({ tex, display }: { tex: string; display: boolean }) {
  const ref = useRef<HTMLElement>(null);
  useEffect(() => {
    let wanted = true;
    import("./katex").then(
      ({ setFormula }) => wanted && ref.current && setFormula(ref.current, tex, display),
      (error: unknown) => console.warn("Formulas stay as they were written.", error),
    );
    return () => {
      wanted = false;
    };
  }, [tex, display]);
  // A new key for a new formula: what KaTeX put in is not React's to change.
  return (
    <code key={tex} ref={ref} className={display ? "formula formula-display" : "formula"}>
      {tex}
    </code>
  );
}

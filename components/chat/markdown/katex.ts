import katex from "katex";
import "katex/dist/katex.min.css";

/** Puts the formula in place of its source; leaves the source where it is not right. */
export function setFormula(element: HTMLElement, tex: string, displayMode: boolean): void {
  const set = document.createElement("span");
  try {
    katex.render(tex, set, {
      displayMode,
      throwOnError: true,
      trust: false,
      strict: false,
      maxExpand: 200,
      maxSize: 20,
    });
  } catch (error) {
    element.title = error instanceof Error ? error.message : "This formula is not right.";
    return;
  }
  element.replaceChildren(set);
}

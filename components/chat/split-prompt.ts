/** Lines and characters up to which a prompt is shown whole. */
const linesMax = 12;
const charactersMax = 1_200;
/** Of a longer one, a first paragraph up to this stays in full weight above the cut. */
const headMax = 400;
/** A line is about this long on the page, for counting what one long line makes. */
const charactersPerLine = 80;

/**
 * A prompt as it is shown: a question of its first paragraph, and below it what was pasted, cut.
 * Pure; `lines` counts the body as it stands on the page.
 */
export function splitPrompt(text: string): { head: string; body: string; lines: number } {
  const trimmed = text.trimEnd();
  if (linesOf(trimmed) <= linesMax && trimmed.length <= charactersMax) {
    return { head: trimmed, body: "", lines: 0 };
  }
  const end = trimmed.search(/\n/);
  const first = end < 0 ? trimmed : trimmed.slice(0, end);
  if (first.length > headMax) return { head: "", body: trimmed, lines: linesOf(trimmed) };
  const body = trimmed.slice(end + 1).replace(/^\n+/, "");
  return { head: first, body, lines: linesOf(body) };
}

function linesOf(text: string): number {
  return text
    .split("\n")
    .reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / charactersPerLine)), 0);
}

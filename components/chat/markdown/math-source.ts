/**
 * Models write math as `\(x\)`, `\[x\]`, `$x$` and `$$x$$`, and prices as `$5`. This rewrites the
 * first two as the others and escapes a `$` that opens no math, outside of code. Pure.
 */
export function mathSource(text: string): string {
  if (!/[$]|\\[([]/.test(text)) return text;
  return segments(text)
    .map(({ code, source }) => (code ? source : rewritten(source)))
    .join("");
}

const fence = /^ {0,3}(`{3,}|~{3,})/;

export type Segment = { code: boolean; source: string };

/** The text as runs of code (fences with their content, inline spans) and of all else. */
function segments(text: string): Segment[] {
  return fences(text).flatMap((part) => (part.code ? part : spans(part.source)));
}

/** The text as fences with their content, and all else. */
export function fences(text: string): Segment[] {
  const found: Segment[] = [];
  let prose = "";
  let fenced = "";
  let closing: RegExp | null = null;
  for (const line of text.split(/(?<=\n)/)) {
    if (closing) {
      fenced += line;
      if (!closing.test(line)) continue;
      found.push({ code: true, source: fenced });
      closing = null;
      continue;
    }
    const marks = fence.exec(line)?.[1];
    if (!marks) {
      prose += line;
      continue;
    }
    found.push({ code: false, source: prose });
    prose = "";
    fenced = line;
    closing = new RegExp(`^ {0,3}\\${marks[0]}{${marks.length},}\\s*$`);
  }
  found.push(closing ? { code: true, source: fenced } : { code: false, source: prose });
  return found;
}

/** Prose parted from its inline code: a run of backticks up to the next run of the same length. */
function spans(prose: string): Segment[] {
  const parts = prose.split(/((?<![`\\])(`+)(?!`)(?:(?!\n\s*\n)[\s\S])*?(?<!`)\2(?!`))/);
  // Split gives: prose, whole span, its marks, prose, ...
  return parts.flatMap((source, n) => (n % 3 === 2 ? [] : [{ code: n % 3 === 1, source }]));
}

function rewritten(prose: string): string {
  const asDollars = prose
    .replace(/(?<!\\)\\\[((?:(?!\n\s*\n)[\s\S])+?)\\\]/g, (_, tex: string) => `$$${tex}$$`)
    .replace(/(?<!\\)\\\(((?:(?!\n\s*\n)[\s\S])+?)\\\)/g, (_, tex: string) => `$${tex.trim()}$`);
  return escapePrices(asDollars);
}

/** A `$` opens math when no space follows, and the next one closes it like math would. */
function escapePrices(prose: string): string {
  let result = "";
  let at = 0;
  for (const { index, 0: marks } of prose.matchAll(/(?<!\\)\$+/g)) {
    if (index < at) continue;
    result += prose.slice(at, index);
    at = index + marks.length;
    const end = marks.length === 1 ? closingDollar(prose, at) : prose.indexOf(marks, at);
    if (marks.length === 1 && end < 0) {
      result += "\\$";
      continue;
    }
    const next = end < 0 ? at : end + marks.length;
    result += prose.slice(index, next);
    at = next;
  }
  return result + prose.slice(at);
}

/** Where the `$` is that closes what was opened before `from`, or -1. */
function closingDollar(prose: string, from: number): number {
  const inside = /^(?!\s)(?:(?!\n\s*\n)[^$])*?(?<![\s\\])\$(?![\w$])/.exec(prose.slice(from));
  return inside ? from + inside[0].length - 1 : -1;
}

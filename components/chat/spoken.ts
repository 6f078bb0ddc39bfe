/** How far a growing text can be read out: to the end of its last whole sentence or line. */
export function spokenTo(text: string, from: number, growing: boolean): number {
  if (!growing) return text.length;
  const end = /[\s\S]*(?:[.!?:;。！？]["')\]”’]?\s|\n)/.exec(text.slice(from));
  return end ? from + end[0].length : from;
}

/** Markdown as words: what a voice would stumble over is taken out. */
export function asWords(markdown: string): string {
  return markdown
    .replace(/^\s*(```|~~~).*$/gm, "")
    .replace(/^\s*\|?[\s:|-]+\|?\s*$/gm, "")
    .replace(/[*_`#>|]+/g, " ")
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[ \t]+/g, " ")
    .trim();
}

/**
 * The demo model's tokens: up to five characters of a word with the space before it. Made up like
 * its price, but counted honestly: every piece that is streamed is one token.
 */
export function demoTokens(text: string): string[] {
  return text.match(/\s*\S{1,5}|\s+$/gu) ?? [];
}

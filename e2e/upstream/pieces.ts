/** A text as the pieces a model would emit: one piece is one completion token. */
export interface Pieces {
  /** How many pieces the text has of itself; asked for more, it begins again. */
  length: number;
  at(index: number): string;
}

const WORDS =
  "alpha bravo charlie delta echo foxtrot golf hotel india juliett kilo lima mike " +
  "november oscar papa quebec romeo sierra tango uniform victor whiskey xray yankee zulu";

const UNICODE = "naïve 漢字 🎉 Ελλάδα año 🇫🇷 ﷽ e\u0301 Ünïcödé 👩‍👩‍👧 日本語 Привет";

const MARKDOWN = `## What the ledger says

A hold is taken **before** the call, and _settled_ after it. So \`spent + held\` never
passes the allowance:

1. reserve the upper bound,
2. stream the answer,
3. settle the true cost.

| bucket | tokens | credits |
|---|---:|---:|
| input | 22 | 3,300 |
| output | 6 | 225 |

\`\`\`ts
const cost = ceilDiv(tokens * rate, 1000n); // rounded up, once
\`\`\`

> Zero is not missing, and $e^{i\\pi} + 1 = 0$ still holds. See [the rules](https://example.com/).
`;

/** Words with the white space before them, so that the pieces joined are the text. */
function split(text: string): string[] {
  return text.match(/\s*\S+|\s+$/g) ?? [];
}

function fromText(text: string, separator: string): Pieces {
  const list = split(text);
  const at = (index: number): string => {
    const piece = list[index % list.length] ?? "";
    return index > 0 && index % list.length === 0 ? separator + piece : piece;
  };
  return { length: list.length, at };
}

const NAMED: Record<string, Pieces> = {
  "@words": fromText(WORDS, " "),
  "@unicode": fromText(UNICODE, " "),
  "@markdown": fromText(MARKDOWN, "\n\n"),
  "@title": fromText("Quiet harbour at dawn", " "),
  "@count": { length: 100, at: (index) => (index === 0 ? "1" : ` ${index + 1}`) },
};

/** `@words`, `@count`, `@markdown`, `@unicode`, `@title`, or a text itself, also by letters. */
export function piecesOf(text: string, letters = false): Pieces {
  if (letters) {
    const list = Array.from(text);
    return { length: list.length, at: (index) => list[index % list.length] ?? "" };
  }
  return NAMED[text] ?? fromText(text, " ");
}

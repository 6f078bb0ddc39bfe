import { randomUUID } from "node:crypto";
import type { Json } from "./json";

/** More digits, or a larger exponent, than a double is sure to hold. */
const large = /\d{16}|[eE]\+?\d{3}/;
const number = /-?\d[\d.eE+-]*/g;

/** Nobody's text: stands for a number while the rest of a body goes through values. */
const mark = randomUUID();

type Kept = { body: Json; literals: string[] };
const kept = new WeakMap<Json, Kept>();

/**
 * Remembers the numbers of a body that lose digits as values of ours: they go out as they came.
 * `text` is the JSON of `raw`; the numbers are marked in a second reading of it, so that the two
 * are the same but for them.
 */
export function keepDigits(text: string, raw: Json): void {
  if (!large.test(text)) return;
  const literals: string[] = [];
  const marked = outsideStrings(text, (part) =>
    part.replace(number, (literal) =>
      large.test(literal) ? `"${mark}-${literals.push(literal) - 1}"` : literal,
    ),
  );
  if (literals.length > 0) kept.set(raw, { body: JSON.parse(marked) as Json, literals });
}

/** The JSON of `raw` with `changes`, every number of it with the digits it came with. */
export function jsonWithDigits(raw: Json, changes: Json): string {
  const { body, literals } = kept.get(raw) ?? {};
  if (!body || !literals) return JSON.stringify({ ...raw, ...changes });
  const json = JSON.stringify({ ...body, ...changes });
  return json.replaceAll(
    new RegExp(`"${mark}-(\\d+)"`, "g"),
    (_, at) => literals[Number(at)] ?? "0",
  );
}

/** A JSON text with what is between its strings replaced. */
function outsideStrings(text: string, replace: (part: string) => string): string {
  const parts: string[] = [];
  let at = 0;
  for (let open = text.indexOf('"'); open >= 0; open = text.indexOf('"', at)) {
    parts.push(replace(text.slice(at, open)));
    let close = text.indexOf('"', open + 1);
    while (isEscaped(text, close)) close = text.indexOf('"', close + 1);
    at = close + 1;
    parts.push(text.slice(open, at));
  }
  return parts.join("") + replace(text.slice(at));
}

function isEscaped(text: string, at: number): boolean {
  let before = at;
  while (text[before - 1] === "\\") before -= 1;
  return (at - before) % 2 === 1;
}

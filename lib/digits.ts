import { randomUUID } from "node:crypto";
import { one } from "./one";

type Json = { [member: string]: unknown };

/**
 * Numbers of more digits than a double holds, such as the ids of 64 bits that tools are called
 * with: as values they would be others, without a word. In JSON that is only handed on each stands
 * as a marked text instead, until the JSON goes out.
 */
const large = /\d{16}|[eE]\+?\d{3}/;
const number = /-?\d[\d.eE+-]*/g;

/** Nobody's text. */
const mark = () => one("digits", randomUUID);

const isLost = (literal: string) => large.test(literal) && String(Number(literal)) !== literal;

/** A JSON text with such numbers marked; the same text where there are none. */
export function markDigits(text: string): string {
  if (!large.test(text)) return text;
  return outsideStrings(text, (part) =>
    part.replace(number, (literal) => (isLost(literal) ? `"${mark()}${literal}"` : literal)),
  );
}

/** The JSON with its numbers as they were, also in JSON that is a text in it. */
export function unmarkDigits(json: string): string {
  if (!json.includes(mark())) return json;
  const marked = new RegExp(String.raw`(\\*")${mark()}(-?\d[\d.eE+-]*)\1`, "g");
  return json.replaceAll(marked, "$2");
}

const kept = new WeakMap<Json, Json>();

/** Remembers the numbers of `value` that its JSON, `text`, has with more digits. */
export function keepDigits(text: string, value: Json): void {
  const marked = markDigits(text);
  if (marked !== text) kept.set(value, JSON.parse(marked) as Json);
}

export function losesDigits(value: Json): boolean {
  return kept.has(value);
}

/** The JSON of `value` with `changes`, every number of it with the digits it came with. */
export function jsonWithDigits(value: Json, changes: Json = {}): string {
  return unmarkDigits(JSON.stringify({ ...(kept.get(value) ?? value), ...changes }));
}

/** A JSON text with what is between its strings replaced. */
function outsideStrings(text: string, replace: (part: string) => string): string {
  const parts: string[] = [];
  let at = 0;
  for (let open = text.indexOf('"'); open >= 0; open = text.indexOf('"', at)) {
    parts.push(replace(text.slice(at, open)));
    let close = text.indexOf('"', open + 1);
    while (isEscaped(text, close)) close = text.indexOf('"', close + 1);
    // No JSON: whoever reads it says so.
    if (close < 0) return text;
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

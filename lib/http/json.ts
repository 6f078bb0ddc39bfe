import { isUtf8 } from "node:buffer";
import { invalid } from "../errors";

/** Refuses bytes that are no text: decoded, they would be other letters than were sent. */
export function refuseNotUtf8(bytes: Uint8Array): void {
  if (!isUtf8(bytes)) throw invalid("", "The body is not UTF-8.");
}

/** A JSON text as a value, or a refusal that says where it breaks. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid("", `The body is not JSON: ${whereOf(cause, text)}.`);
  }
}

/** What the engine says in its own words, of which the place is what helps. */
function whereOf(cause: unknown, text: string): string {
  if (text.trim() === "") return "it is empty";
  const said = cause instanceof Error ? cause.message : "";
  const at = Number(/at position (\d+)/.exec(said)?.[1] ?? Number.NaN);
  if (at >= text.length || /end of JSON/.test(said)) return "it ends too early";
  if (Number.isNaN(at)) {
    const [, token] = /^Unexpected token '?(.)/u.exec(said) ?? [];
    return token ? `"${token}" has no place in it` : "it is no value of JSON";
  }
  const lines = text.slice(0, at).split("\n");
  return `it breaks at line ${lines.length}, character ${(lines.at(-1)?.length ?? 0) + 1}`;
}

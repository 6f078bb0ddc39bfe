import { type FieldError, invalid, PurserError } from "../../errors";
import { isRecord } from "./values";

type Found = { spans: Record<string, unknown>[]; mistakes: FieldError[] };

/** The lists that lead to the spans, from the outside in. */
const lists = ["resourceSpans", "scopeSpans", "spans"];

/**
 * The spans of a request, and what of it has not the shape that OTLP gives it. A list that is left
 * out or null is an empty one; a body that names others and not the outermost is none of ours.
 * @throws PurserError invalid
 */
export function foundIn(request: unknown): Found {
  if (!isRecord(request)) throw invalid("", "An object with a list resourceSpans is right.");
  if (request.resourceSpans === undefined && Object.keys(request).length > 0) {
    const message = "It is missing. A list is right; OTLP writes lowerCamelCase.";
    throw misshapen({ path: "resourceSpans", message });
  }
  let found = [{ path: "", record: request }];
  const mistakes: FieldError[] = [];
  for (const name of lists) {
    const inside: typeof found = [];
    for (const { path, record } of found) {
      const list = record[name] ?? [];
      const at = path + name;
      if (!Array.isArray(list)) {
        mistakes.push({ path: at, message: "A list is right." });
        continue;
      }
      for (const [index, each] of (list as unknown[]).entries()) {
        if (isRecord(each)) inside.push({ path: `${at}.${index}.`, record: each });
        else mistakes.push({ path: `${at}.${index}`, message: "An object is right." });
      }
    }
    found = inside;
  }
  return { spans: found.map(({ record }) => record), mistakes };
}

export function sentenceOf({ path, message }: FieldError): string {
  return `${path}: ${message}`;
}

export function misshapen(mistake: FieldError): PurserError {
  return new PurserError("invalid", sentenceOf(mistake), { extra: { errors: [mistake] } });
}

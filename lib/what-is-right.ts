import { z } from "zod";

type Issue = Parameters<z.core.$ZodErrorMap>[0];
/** Of a JSON Schema as zod makes it (draft 2020-12), what is told. */
type Json = {
  type?: string | string[];
  format?: string;
  anyOf?: Json[];
  oneOf?: Json[];
  enum?: unknown[];
  const?: unknown;
} & Partial<Record<Bound, number>>;
type Bound =
  | `${"min" | "max"}${"Length" | "Items" | "imum"}`
  | `exclusive${"Minimum" | "Maximum"}`
  | "multipleOf";

/**
 * Says of a mistake what would be right, where a schema does not say it in words of its own. Given
 * as `{ error: whatIsRight }` wherever people read what a schema refused.
 */
export function whatIsRight(issue: Issue): string {
  if (issue.code === "unrecognized_keys") return "There is no such field.";
  if (issue.code === "invalid_key") return issue.issues[0]?.message ?? "Another name is right.";
  const right = rightOf(issue);
  if (!isMissing(issue)) return `${right ?? "Another value"} is right.`;
  return right ? `It is missing. ${right} is right.` : "It is missing.";
}

function isMissing(issue: Issue): boolean {
  if (issue.code !== "invalid_union" || !issue.discriminator) return issue.input === undefined;
  return (issue.input as Record<string, unknown>)[issue.discriminator] === undefined;
}

function rightOf(issue: Issue): string | null {
  if (issue.code === "invalid_union" && Array.isArray(issue.options)) return oneOf(issue.options);
  if (issue.code === "invalid_value") return oneOf(issue.values);
  const schema = (issue.schema ?? issue.inst) as z.ZodType | undefined;
  if (!schema || !("def" in schema)) return null;
  return wordsOf(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Json);
}

/** Null where a schema takes anything. */
function wordsOf(json: Json): string | null {
  const { type, anyOf, oneOf: alternatives, enum: values } = json;
  const types = Array.isArray(type) ? type.map((one) => ({ type: one })) : null;
  const ways = anyOf ?? alternatives ?? types;
  if (ways) return listed(ways.map(wordsOf));
  if (values) return oneOf(values);
  if (json.const !== undefined) return oneOf([json.const]);
  switch (type) {
    case "string":
      return (
        formats[json.format ?? ""] ?? sized("A text", "character", json.minLength, json.maxLength)
      );
    case "array":
      return sized("A list", "item", json.minItems, json.maxItems);
    case "integer":
      return ranged("A whole number", json);
    case "number":
      return ranged("A number", json);
    default:
      return words[String(type)] ?? null;
  }
}

const words: Record<string, string> = {
  boolean: "true or false",
  object: "An object",
  null: "null",
};

const formats: Record<string, string> = {
  uri: "An address such as https://example.com",
  email: "An address like mira@example.com",
  "date-time": "A time such as 2026-01-31T12:00:00Z",
  date: "A date such as 2026-01-31",
};

function oneOf(values: readonly unknown[]): string {
  return values.length === 1 ? String(values[0]) : `One of ${values.join(", ")}`;
}

function listed(ways: (string | null)[]): string {
  const [first = "", ...others] = [...new Set(ways.filter((way) => way !== null))];
  return [
    first,
    ...others.map((way) => way.replace(/^(An?|One) /, (word) => word.toLowerCase())),
  ].join(" or ");
}

function sized(what: string, unit: string, min = 0, max = Number.POSITIVE_INFINITY): string {
  const units = (count: number) => `${count} ${unit}${count === 1 ? "" : "s"}`;
  if (max === 0) return `An empty ${what.replace(/^A /, "")}`;
  if (min === max) return `${what} of ${units(min)}`;
  if (max !== Number.POSITIVE_INFINITY) {
    return min > 0 ? `${what} of ${min} to ${units(max)}` : `${what} of at most ${units(max)}`;
  }
  return min > 0 ? `${what} of at least ${units(min)}` : what;
}

const maxSafe = Number.MAX_SAFE_INTEGER;

function ranged(what: string, json: Json): string {
  const { minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below, multipleOf } = json;
  const bound = (value?: number) => value !== undefined && Math.abs(value) < maxSafe;
  const low = bound(minimum) ? ` from ${minimum}` : bound(above) ? ` above ${above}` : "";
  const high = bound(maximum)
    ? ` ${low ? "to" : "up to"} ${maximum}`
    : bound(below)
      ? ` below ${below}`
      : "";
  const step = multipleOf && multipleOf !== 1 ? `, a multiple of ${multipleOf},` : "";
  return what + low + high + step;
}

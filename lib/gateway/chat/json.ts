/** Untrusted JSON of a client. */
export type Json = { [member: string]: unknown };

export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text, or none where it is something else. */
export function word(value: unknown): string {
  return typeof value === "string" ? value : "";
}

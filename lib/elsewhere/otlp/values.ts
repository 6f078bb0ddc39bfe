/** Attributes that are a text or a number; others say nothing of a call's usage. */
export type Attributes = Map<string, string | number>;

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function recordOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

export function attributesOf(list: unknown): Attributes {
  const attributes: Attributes = new Map();
  for (const each of listOf(list)) {
    const { key, value } = recordOf(each);
    const { stringValue, intValue, doubleValue } = recordOf(value);
    if (typeof key !== "string") continue;
    if (typeof stringValue === "string") attributes.set(key, stringValue.slice(0, 1000));
    else if (isNumeric(intValue)) attributes.set(key, Number(intValue));
    else if (typeof doubleValue === "number") attributes.set(key, doubleValue);
  }
  return attributes;
}

/** In JSON a 64-bit number is a text. */
function isNumeric(value: unknown): boolean {
  return typeof value === "number" || (typeof value === "string" && /^-?\d{1,19}$/.test(value));
}

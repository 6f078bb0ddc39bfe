import type { z } from "zod";
import { type FieldError, invalid, PurserError } from "../errors";
import { whatIsRight } from "../what-is-right";
import { parseJson, refuseNotUtf8 } from "./json";

/** Requests are read up to this many bytes; no prompt of a million characters is a question. */
export const maxBodyBytes = 1_000_000;

/** The body, cut off with 413 at `maxBytes`, before more of it is held in memory. */
export async function readBytes(request: Request, maxBytes: number): Promise<Buffer> {
  const tooLarge = () =>
    new PurserError(
      "too_large",
      `Nothing was sent and nothing was charged: ${maxBytes.toLocaleString("en")} bytes are the ` +
        "most that a request may have. Send a shorter text.",
    );
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge();
  if (!request.body) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export async function readText(request: Request, maxBytes = maxBodyBytes): Promise<string> {
  const bytes = await readBytes(request, maxBytes);
  refuseNotUtf8(bytes);
  return new TextDecoder().decode(bytes);
}

type BodyOptions = { maxBodyBytes?: number; form?: boolean; emptyBody?: boolean };

/** The body, checked by `schema`; every mistake is a 422 that names its path. */
export async function readBody<T extends z.ZodType>(
  request: Request,
  schema: T,
  { maxBodyBytes, form = false, emptyBody = false }: BodyOptions = {},
): Promise<z.output<T>> {
  const text = await readText(request, maxBodyBytes);
  if (emptyBody && text === "") return check(schema, {}, "body");
  if (form && isForm(request)) return check(schema, formFields(text), "form");
  if (mediaType(request) !== "application/json") {
    throw invalid("", "The body is JSON, sent with content-type: application/json.");
  }
  return check(schema, parseJson(text), "body");
}

export function isForm(request: Request): boolean {
  return mediaType(request) === "application/x-www-form-urlencoded";
}

function mediaType(request: Request): string | undefined {
  return request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
}

/** Filled-in fields of an HTML form; an empty one is one that was left out. */
function formFields(text: string): Record<string, string> {
  return Object.fromEntries([...new URLSearchParams(text)].filter(([, value]) => value !== ""));
}

/** `value` as `schema` wants it, or a 422 with every mistake and its path. */
export function check<T extends z.ZodType>(schema: T, value: unknown, what: string): z.output<T> {
  const unkept = unfit(value);
  const result = unkept ? null : schema.safeParse(value, { error: whatIsRight, reportInput: true });
  if (result?.success) return result.data;
  const errors = unkept ? [unkept] : (result?.error.issues.flatMap(fieldErrors) ?? []);
  const detail = `The ${what} is not right. ${errors.map(sentence).join(" ")}`;
  throw new PurserError("invalid", detail, { extra: { errors } });
}

/** No field of ours goes deeper; what reads a value level by level would fail far below that. */
const depthMax = 32;

/** What no field takes: the character NUL, where the database ends a text, and endless nesting. */
function unfit(value: unknown): FieldError | null {
  const left: { value: unknown; path: string[] }[] = [{ value, path: [] }];
  for (let next = left.pop(); next; next = left.pop()) {
    const { value, path } = next;
    const mistake = (message: string) => ({ path: path.join("."), message });
    if (typeof value === "string" && value.includes("\0")) {
      return mistake("A text without the character NUL is right.");
    }
    if (typeof value !== "object" || value === null) continue;
    if (path.length === depthMax) return mistake(`It is nested deeper than ${depthMax} levels.`);
    for (const [key, child] of Object.entries(value)) {
      left.push({ value: child, path: [...path, key] });
    }
  }
  return null;
}

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code !== "unrecognized_keys") {
    // A schema's own words are of a value; that there is none is said as well.
    const isMissing = issue.code === "invalid_type" && issue.input === undefined;
    const isTold = !isMissing || issue.message.includes("missing");
    const message = isTold ? issue.message : `It is missing. ${issue.message}`;
    return [{ path: issue.path.join("."), message }];
  }
  return issue.keys.map((key) => ({
    path: [...issue.path, key].join("."),
    message: "There is no such field.",
  }));
}

function sentence({ path, message }: FieldError): string {
  return path ? `${path}: ${message}` : message;
}

import type { FieldError } from "../errors";
import { isForm } from "./body";
import type { Handler } from "./route";

/** What was wrong with a form, and what was typed, for the page that shows the form again. */
export type Flash = { detail: string; errors: FieldError[]; values: Record<string, string> };

type Problem = { detail: string; errors?: FieldError[] };

const name = "purser.flash";

/** The `Set-Cookie` value that takes back what `backTo` said. */
export const noFlash = `${name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`;

/** The answer to a refused HTML form: back to `page`, which says why (`readFlash`). */
export function backTo(page: string, problem: Problem, values: Flash["values"]): Response {
  const flash: Flash = { detail: problem.detail, errors: problem.errors ?? [], values };
  const value = Buffer.from(JSON.stringify(flash)).toString("base64url");
  return new Response(null, {
    status: 303,
    headers: {
      location: page,
      "set-cookie": `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=10`,
      "cache-control": "private, no-store",
    },
  });
}

/**
 * `handler`, whose refusals send an HTML form back to its page instead of showing a document of
 * JSON. `fields` are those that the page fills in again.
 */
export function withPage(handler: Handler, page: string, fields: string[]): Handler {
  async function answer(request: Request, context: Parameters<Handler>[1]): Promise<Response> {
    if (!isForm(request)) return handler(request, context);
    const copy = request.clone();
    const response = await handler(request, context);
    if (response.status < 400 || response.status === 413) return response;
    const typed = new URLSearchParams(await copy.text());
    const values = fields.map((field) => [field, (typed.get(field) ?? "").slice(0, 320)]);
    return backTo(page, await response.json(), Object.fromEntries(values));
  }
  return Object.assign(answer, { spec: handler.spec });
}

/** What `backTo` said a moment ago; null when it did not. */
export function readFlash(cookies: { get(name: string): { value: string } | undefined }) {
  const value = cookies.get(name)?.value;
  if (!value || value.length > 4000) return null;
  try {
    return JSON.parse(Buffer.from(value, "base64url").toString()) as Flash;
  } catch {
    // Cut off or not ours: there is nothing to say.
    return null;
  }
}

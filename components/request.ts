import type { FieldError } from "@/lib/errors";

/** What became of a request to our own API; `detail` is in words for a person. */
export type Answer<T> =
  | { ok: true; data: T }
  | { ok: false; status: number; detail: string; errors: FieldError[] };

type Sent = { method?: "GET" | "POST" | "PATCH" | "PUT" | "DELETE"; body?: unknown };

/** Asks our own API from the browser. Never throws: no answer at all is an answer too. */
export async function request<T>(path: string, { method = "GET", body }: Sent = {}) {
  try {
    const response = await fetch(path, {
      method,
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const data: unknown = response.status === 204 ? null : await response.json();
    return (response.ok ? { ok: true, data } : refused(response.status, data)) as Answer<T>;
  } catch {
    // Neither a reply nor JSON: the network or the server is gone, which `detail` says.
    return refused(0, null) as Answer<T>;
  }
}

function refused(status: number, problem: unknown): Answer<never> {
  const { detail, errors } = (problem ?? {}) as { detail?: string; errors?: FieldError[] };
  return {
    ok: false,
    status,
    detail: detail ?? "The server did not answer. Nothing was changed.",
    errors: errors ?? [],
  };
}

/** What is wrong with one field of a refused request. */
export function fieldError<T>(answer: Answer<T> | null, ...paths: string[]): string | undefined {
  if (!answer || answer.ok) return undefined;
  return answer.errors.find(({ path }) => paths.includes(path))?.message;
}

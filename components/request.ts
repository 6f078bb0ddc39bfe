import type { FieldError } from "@/lib/errors";

/** What became of a request to our own API; `detail` is in words for a person. */
export type Answer<T> =
  | { ok: true; data: T }
  | { ok: false; status: number; detail: string; errors: FieldError[] };

type Sent = {
  method?: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  body?: unknown;
  /** Sent as `Idempotency-Key` (`attemptOf`). */
  key?: string;
};

/** Asks our own API from the browser. Never throws: no answer at all is an answer too. */
export async function request<T>(path: string, { method = "GET", body, key }: Sent = {}) {
  try {
    const response = await fetch(path, {
      method,
      headers: {
        ...(body !== undefined && { "content-type": "application/json" }),
        ...(key !== undefined && { "idempotency-key": key }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const data: unknown = response.status === 204 ? null : await response.json();
    return (response.ok ? { ok: true, data } : refused(response.status, data)) as Answer<T>;
  } catch {
    // Neither a reply nor JSON: the network or the server is gone, which `detail` says.
    return refused(0, null) as Answer<T>;
  }
}

/** What was sent with which key. */
export type Attempt = { key: string; digest: string };

/**
 * The attempt to send `body` with: the one before when it is the same again, so that a retry
 * after a lost reply makes nothing twice; else a new one.
 */
export function attemptOf(before: Attempt | null, body: unknown): Attempt {
  const digest = JSON.stringify(body);
  return before?.digest === digest ? before : { key: newKey(), digest };
}

/** 128 random bits; `randomUUID` is missing on plain http away from localhost. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
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

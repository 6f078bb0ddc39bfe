import type { Credits } from "@/lib/money";

/** Why something was not done, as the server or the line says it. */
export type Problem = {
  /** A code of http-api.md, or `offline` when no answer came. */
  code: string;
  detail: string;
  errors: { path: string; message: string }[];
  retryAfterSeconds: number | null;
  allowance: {
    id: string | null;
    name: string | null;
    neededCredits: Credits;
    availableCredits: Credits;
    reservedCredits: Credits;
    resetsAt: number | null;
  } | null;
};

export const offline: Problem = {
  code: "offline",
  detail: "Not sent: the server did not answer. Your message is still here.",
  errors: [],
  retryAfterSeconds: null,
  allowance: null,
};

type ProblemJson = {
  code?: string;
  detail?: string;
  errors?: { path: string; message: string }[];
  allowance?: { id: string; name: string } | null;
  needed_credits?: number;
  available_credits?: number;
  reserved_credits?: number;
  resets_at?: number | null;
};

/** The problem that a refusing reply carries. */
export async function problemOf(response: Response): Promise<Problem> {
  const json = await response
    .json()
    .then((value: ProblemJson) => value)
    .catch((): ProblemJson => ({}));
  const retryAfter = Number(response.headers.get("retry-after"));
  return {
    code: json.code ?? "unavailable",
    detail: json.detail ?? `The server answered ${response.status} and said nothing else.`,
    errors: json.errors ?? [],
    retryAfterSeconds: Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null,
    allowance:
      json.code === "allowance_exhausted"
        ? {
            id: json.allowance?.id ?? null,
            name: json.allowance?.name ?? null,
            neededCredits: json.needed_credits ?? 0,
            availableCredits: json.available_credits ?? 0,
            reservedCredits: json.reserved_credits ?? 0,
            resetsAt: json.resets_at ?? null,
          }
        : null,
  };
}

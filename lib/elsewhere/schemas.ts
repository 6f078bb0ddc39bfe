import { z } from "zod";
import { foreignIdMax, isForeignId } from "../http/trace";
import type { Counts } from "../pricing/price";

export const foreignId = z
  .string()
  .refine(isForeignId, `1 to ${foreignIdMax} visible ASCII characters.`);

/** More tokens than any call has. */
export const tokensMax = 1_000_000_000;
const tokens = z
  .int("A whole number of tokens.")
  .min(0, "0 tokens or more.")
  .max(tokensMax, "A billion tokens at most.");
const durationMs = z.int("A whole number of milliseconds.").min(0).max(Number.MAX_SAFE_INTEGER);

/** What a call used; `input_tokens` is all input, the cached and written parts included. */
const used = {
  input_tokens: tokens,
  output_tokens: tokens,
  cached_input_tokens: tokens.default(0),
  cache_write_tokens: tokens.default(0),
  /** A part of the output. */
  reasoning_tokens: tokens.default(0),
  duration_ms: durationMs.optional(),
};

type Used = z.output<z.ZodObject<typeof used>>;

function mistakeOf(body: Used): { path: string[]; message: string } | null {
  if (body.cached_input_tokens + body.cache_write_tokens > body.input_tokens) {
    const message = "It is all input: the cached and written parts are in it.";
    return { path: ["input_tokens"], message };
  }
  if (body.reasoning_tokens <= body.output_tokens) return null;
  return { path: ["output_tokens"], message: "It is all output: reasoning is a part of it." };
}

export function countsOf(body: Used): Counts {
  const { cached_input_tokens: cachedInput, cache_write_tokens: cacheWrite } = body;
  return {
    uncachedInput: body.input_tokens - cachedInput - cacheWrite,
    cachedInput,
    cacheWrite,
    output: body.output_tokens,
    reasoning: body.reasoning_tokens,
  };
}

function checked<T extends z.ZodType<Used>>(schema: T): T {
  return schema.superRefine((body, context) => {
    const mistake = mistakeOf(body);
    if (mistake) context.addIssue({ code: "custom", ...mistake });
  });
}

const common = {
  model: z.string().min(1).max(200),
  purpose: z.string().min(1).max(100).optional(),
  trace_id: foreignId.optional(),
  parent_span_id: foreignId.nullish(),
};

/** `POST /api/usage/calls`. */
export const recordBody = checked(
  z.strictObject({
    ...common,
    ...used,
    span_id: foreignId,
    name: z.string().trim().min(1).max(200).optional(),
    started_at: z.int("A time in milliseconds since 1970.").min(0).optional(),
  }),
);

export type RecordInput = z.output<typeof recordBody>;

/** `POST /api/reservations`: bounds from above. */
export const reservationBody = z.strictObject({
  ...common,
  input_tokens: tokens,
  max_output_tokens: tokens.min(1, "At least one token."),
  ttl_seconds: z
    .int("A whole number of seconds.")
    .min(1, "At least a second.")
    .max(86_400, "A day at most: 86400.")
    .default(600),
});

export type ReservationInput = z.output<typeof reservationBody>;

/** `POST /api/reservations/:id/settle`. */
export const settleBody = checked(z.strictObject(used));

export type SettleInput = z.output<typeof settleBody>;

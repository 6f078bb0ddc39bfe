import type { LanguageModelV3CallOptions } from "@ai-sdk/provider";
import { z } from "zod";
import { type FieldError, PurserError } from "../errors";
import { whatIsRight } from "../what-is-right";
import type { Model } from "./model";

/** The output limit a model may be asked for when its own is not known. */
export const maxOutputTokensUnknown = 1_000_000;

/** Which options a model takes beside `max_output_tokens`; names as in http-api.md. */
export type OptionName = keyof typeof all;

/** Text of a number is the number ("0.3" -> 0.3), as forms and command lines send it. */
function numeric<T extends z.ZodType>(schema: T) {
  return z.preprocess((value) => {
    if (typeof value !== "string" || value.trim() === "") return value;
    const number = Number(value);
    return Number.isFinite(number) ? number : value;
  }, schema);
}

/** JSON text of a map is the map. */
function map<T extends z.ZodType>(schema: T) {
  return z.preprocess((value) => {
    if (typeof value !== "string") return value;
    try {
      return JSON.parse(value) as unknown;
    } catch {
      return value; // Not JSON: the schema says what would be right.
    }
  }, schema);
}

const between = (min: number, max: number) => {
  const message = `A number from ${min} to ${max} is right.`;
  return numeric(z.number(message).min(min, message).max(max, message));
};

const integer = (min: number, max: number) => {
  const message = `A whole number from ${min} to ${max} is right.`;
  return numeric(z.int(message).min(min, message).max(max, message));
};

const efforts = ["none", "minimal", "low", "medium", "high", "xhigh"] as const;
const stopText = z.string().min(1).max(1000);
const stopMessage = "A text, or up to four of them, is right.";

const all = {
  temperature: between(0, 2).describe("How varied the answer is: 0 is the most predictable."),
  top_p: between(0, 1).describe("Only the likeliest words that make up this share are drawn from."),
  stop: z
    .union([stopText, z.array(stopText).min(1).max(4)], stopMessage)
    .describe("Where the answer ends when it would write this text."),
  seed: integer(-2_147_483_648, 2_147_483_647).describe("The same seed, the same answer, mostly."),
  presence_penalty: between(-2, 2).describe("Above 0: rather new subjects."),
  frequency_penalty: between(-2, 2).describe("Above 0: fewer repeated words."),
  logit_bias: map(
    z.record(
      z.string().regex(/^\d{1,7}$/, "Token ids are right."),
      z.number().min(-100).max(100),
      'A map of token ids to numbers from -100 to 100 is right, for instance {"50256": -100}.',
    ),
  ).describe("Makes single tokens likelier (up to 100) or less likely (down to -100)."),
  reasoning_effort: z
    .enum(efforts, `One of ${efforts.join(", ")} is right.`)
    .describe("How long the model thinks before it answers."),
  top_k: integer(1, 1000).describe("Only so many of the likeliest words are drawn from."),
  thinking_budget: integer(0, 128_000).describe(
    "How many tokens the model may think before it answers, within its limit; 0: none.",
  ),
};

/** What some models take less of than others. */
export const narrower = {
  temperatureTo1: between(0, 1).describe(all.temperature.description ?? ""),
  efforts: (names: [string, ...string[]]) =>
    z
      .enum(names, `One of ${names.join(", ")} is right.`)
      .describe(all.reasoning_effort.description ?? ""),
};

export const everyOption = Object.keys(all) as OptionName[];

/** The strict schema of a model's options. */
export function optionSchema(
  names: OptionName[],
  maxOutputTokens: number | null,
  over: Partial<Record<OptionName, z.ZodType>> = {},
): z.ZodObject {
  const limit = integer(1, maxOutputTokens ?? maxOutputTokensUnknown).describe(
    "The longest answer, in tokens. What it would cost is held before the call.",
  );
  const shape = Object.fromEntries(
    names.map((name) => [name, (over[name] ?? all[name]).optional()]),
  );
  return z.strictObject({ max_output_tokens: limit.optional(), ...shape });
}

/** Options as asked for, checked and converted. */
export type Options = Record<string, unknown>;

/** `raw` as `model` takes it; 422 with `path: "options.<name>"` and the good ones otherwise. */
export function parseOptions(model: Model, raw: unknown): Options {
  const result = model.options.safeParse(raw ?? {}, { error: whatIsRight });
  if (result.success) return result.data;
  const names = Object.keys(model.options.shape);
  const errors = result.error.issues.flatMap((issue) => optionErrors(issue, names));
  const detail = errors.map(({ path, message }) => `${path}: ${message}`).join(" ");
  throw new PurserError("invalid", detail, { extra: { errors } });
}

function optionErrors(issue: z.core.$ZodIssue, names: string[]): FieldError[] {
  const path = ["options", ...issue.path].join(".");
  if (issue.code !== "unrecognized_keys") return [{ path, message: issue.message }];
  const message = `This model has no such option. It has ${names.join(", ")}.`;
  return issue.keys.map((key) => ({ path: `${path}.${key}`, message }));
}

type JsonSchema = Record<string, unknown>;
const jsonSchemas = new WeakMap<Model, JsonSchema>();

/** The options as JSON Schema, with the help on each. */
export function optionsJsonSchema(model: Model): JsonSchema {
  const made = jsonSchemas.get(model);
  if (made) return made;
  const { $schema: _, ...schema } = z.toJSONSchema(model.options, { io: "output" });
  jsonSchemas.set(model, schema);
  return schema;
}

/** Options that the SDK has no name for travel under this one. */
export type DialectOptions = {
  reasoning_effort?: string;
  logit_bias?: Record<string, number>;
  thinking_budget?: number;
  /** Of calls with tools. */
  parallel_tool_calls?: boolean;
};
export const dialectKey = "purser";

/** Parsed options as what a language model is called with. */
export function toCallOptions(options: Options): Partial<LanguageModelV3CallOptions> {
  const parsed = options as {
    max_output_tokens?: number;
    temperature?: number;
    top_p?: number;
    top_k?: number;
    stop?: string | string[];
    seed?: number;
    presence_penalty?: number;
    frequency_penalty?: number;
  } & DialectOptions;
  const { reasoning_effort, logit_bias, thinking_budget } = parsed;
  const dialect = {
    ...(thinking_budget !== undefined && { thinking_budget }),
    ...(reasoning_effort !== undefined && { reasoning_effort }),
    ...(logit_bias !== undefined && { logit_bias }),
  };
  return withoutUndefined({
    maxOutputTokens: parsed.max_output_tokens,
    temperature: parsed.temperature,
    topP: parsed.top_p,
    topK: parsed.top_k,
    stopSequences: typeof parsed.stop === "string" ? [parsed.stop] : parsed.stop,
    seed: parsed.seed,
    presencePenalty: parsed.presence_penalty,
    frequencyPenalty: parsed.frequency_penalty,
    providerOptions: Object.keys(dialect).length > 0 ? { [dialectKey]: dialect } : undefined,
  });
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== undefined),
  ) as T;
}

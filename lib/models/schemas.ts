import { z } from "zod";
import { namedPageQuery, pageQuery } from "../http/page";
import { type CeilingName, ceilingNames } from "../pricing/bound";
import { priceInput } from "../pricing/price-json";

/** Every kind that will be; those of `servedKinds` are served. */
export const endpointKinds = [
  "openai",
  "openai-compatible",
  "openai-completion",
  "anthropic",
  "google",
] as const;
export const servedKinds = ["openai", "openai-compatible", "anthropic", "google"] as const;
export type ServedKind = (typeof servedKinds)[number];

const kind = z.enum(endpointKinds).transform((value, context): ServedKind => {
  const good = servedKinds.find((one) => one === value);
  if (good) return good;
  const message = `Endpoints of kind ${value} come later; ${servedKinds.join(", ")} work now.`;
  context.issues.push({ code: "custom", message, input: value });
  return z.NEVER;
});

const modelName = z
  .string()
  .regex(
    /^[A-Za-z0-9][\w.:/@+~-]{0,199}$/,
    "Up to 200 letters, digits and . _ : / @ + ~ - , from a letter or digit on, are right.",
  );
const upstreamId = z.string().min(1).max(300);
const label = z.string().trim().min(1).max(100);
const tokens = z.int().min(1).max(100_000_000);

const ceilingMessage = "A whole number of tokens, from 0 on, is right.";
const ceiling = z.int(ceilingMessage).min(0, ceilingMessage).max(100_000_000);

/** Most input tokens of what the bytes of a request do not bound. */
const ceilings = z.strictObject(
  Object.fromEntries(ceilingNames.map((name) => [name, ceiling.optional()])) as Record<
    CeilingName,
    z.ZodOptional<typeof ceiling>
  >,
);

export const modelInput = z.strictObject({
  id: modelName,
  upstream_id: upstreamId.optional(),
  name: label.optional(),
  aliases: z.array(modelName).max(20).optional(),
  price: priceInput.optional(),
  context_window: tokens.nullish(),
  max_output_tokens: tokens.nullish(),
  /** The shortest useful answer: below it a call is refused, not shortened. */
  min_output_tokens: tokens.nullish(),
  ceilings: ceilings.nullish(),
});

export type ModelInput = z.output<typeof modelInput>;

const urlMessage =
  "An address that starts with http:// or https://, without a name, password, ? or #, is right.";

/** Without the slash at its end, so that paths can be put after it. */
const baseUrl = z
  .string()
  .max(1000)
  .refine(isPlainUrl, urlMessage)
  .transform((value) => value.replace(/\/+$/, ""));

function isPlainUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, username, password } = new URL(value);
  const isHttp = protocol === "http:" || protocol === "https:";
  return isHttp && !username && !password && !/[?#\s]/.test(value);
}

const apiKey = z
  .string()
  .trim()
  .max(1000)
  .regex(/^[\x21-\x7e]+$/, "A key has no spaces and only ASCII characters.");

const fields = {
  name: label,
  base_url: baseUrl.optional(),
  api_key: apiKey.nullish(),
  template: z.string().max(20_000).nullish(),
  on_disconnect: z.enum(["auto", "drain", "cut"]).optional(),
};

const noTemplate = (body: { template?: string | null }) =>
  body.template === undefined || body.template === null;
const templateMessage = {
  path: ["template"],
  message: "Only endpoints of kind openai-completion have a template; they come later.",
};

export const endpointShape = {
  ...fields,
  kind,
  models: z.array(modelInput).max(500),
};

/** `POST /api/endpoints`. */
export const endpointBody = z
  .strictObject(endpointShape)
  .refine(hasAddress, { path: ["base_url"], message: "An openai-compatible endpoint needs one." })
  .refine(noTemplate, templateMessage);

export type EndpointInput = z.output<typeof endpointBody>;

/** The providers' own addresses are known. */
export function hasAddress(body: { kind: ServedKind; base_url?: string }): boolean {
  return body.kind !== "openai-compatible" || body.base_url !== undefined;
}

/** `PATCH /api/endpoints/:id`: `models`, when given, is the whole list. */
export const endpointPatch = z
  .strictObject({ ...fields, models: endpointShape.models })
  .partial()
  .refine(noTemplate, templateMessage);

export type EndpointPatch = z.output<typeof endpointPatch>;

/** `PUT /api/models/:id/price`. */
export const pricePut = z.strictObject({
  price: priceInput,
  effective_from: z.int().min(0).max(8_640_000_000_000_000).optional(),
});

const past = z.int().min(0).max(8_640_000_000_000_000);

/** `POST /api/models/:id/rerate`. */
export const rerateBody = z.strictObject({
  from: past,
  /** Until now, where it is left out. */
  to: past.optional(),
  price: priceInput,
  /** The digest of what was shown without it. */
  confirm: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "The digest that was shown.")
    .optional(),
  /** The price is also put in force for that period: from now on too where `to` is left out. */
  in_force: z.boolean().default(false),
});

export type RerateInput = z.output<typeof rerateBody>;

export type PricePut = z.output<typeof pricePut>;

/** All of them are one page, unless a limit is asked for. */
export const modelsQuery = z.strictObject({
  ...namedPageQuery,
  limit: pageQuery.limit.unwrap().optional(),
  purpose: z.string().min(1).max(100).optional(),
});
export const endpointsQuery = z.strictObject({ ...pageQuery });

/** Digits alone: an empty text is no zero, and `1e3` no thousand. */
const queryNumber = (max: number) =>
  z
    .string()
    .regex(/^\d{1,30}$/, "A whole number of 0 or more, in digits, is right.")
    .transform(Number)
    .pipe(z.number().max(max, `At most ${max} is right.`));

const queryTokens = queryNumber(1_000_000_000).default(0);

/** `GET /api/quote`; `input_tokens` is all input, the cached and written parts included. */
export const quoteQuery = z.strictObject({
  model: z.string().min(1),
  input_tokens: queryTokens,
  output_tokens: queryTokens,
  cached_input_tokens: queryTokens,
  cache_write_tokens: queryTokens,
  at: queryNumber(8_640_000_000_000_000).optional(),
});

export type QuoteQuery = z.output<typeof quoteQuery>;

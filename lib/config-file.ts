import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { isNode, LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { createAllowanceBody } from "./allowances/schemas";
import { type Config, usualConfig, usualThresholds } from "./config";
import { env, variable } from "./env";
import { endpointShape, hasAddress } from "./models/schemas";
import { webhookKey } from "./notices/webhook";
import { setOne } from "./one";
import { datedPrices, toDatedPrices } from "./pricing/price-json";
import { whatIsRight } from "./what-is-right";

const name = z.string().regex(/^[a-z][a-z0-9_-]{0,49}$/, "A short word such as notes is right.");
const modelName = z.string().min(1).max(200);

const purpose = z.strictObject({
  internal: z.boolean().optional(),
  default_model: modelName.optional(),
  models: z.array(modelName).min(1).optional(),
});

const variableName = z.string().regex(/^[A-Z_][A-Z0-9_]*$/, "The name of a variable.");

/** `api_key_env` names a variable, so that the file can be shown without its keys. */
const endpoint = z
  .strictObject({
    ...endpointShape,
    api_key_env: variableName.optional(),
  })
  .refine(hasAddress, { path: ["base_url"], message: "An openai-compatible endpoint needs one." })
  .transform(({ api_key_env, ...input }, context) => {
    if (api_key_env === undefined) return input;
    const api_key = variable(api_key_env);
    if (api_key !== undefined && !input.api_key) return { ...input, api_key };
    const message = input.api_key
      ? "Either api_key or api_key_env is right, not both."
      : `The variable ${api_key_env} is not set.`;
    context.issues.push({ code: "custom", path: ["api_key_env"], message, input: api_key_env });
    return z.NEVER;
  });

/** `secret_env` names a variable, as `api_key_env` does. */
const webhook = z
  .strictObject({
    url: z.url({ protocol: /^https?$/, error: "An address with http:// or https://." }),
    secret_env: variableName,
  })
  .transform(({ url, secret_env }, context) => {
    const key = webhookKey(variable(secret_env) ?? "");
    if (key) return { url, key };
    const right = "whsec_ and 24 to 64 random bytes in base64 are right";
    const message = `The variable ${secret_env} has no secret of a webhook: ${right}.`;
    context.issues.push({ code: "custom", path: ["secret_env"], message, input: secret_env });
    return z.NEVER;
  });

const percent = z.int("A whole percentage.").min(1, "1 to 100.").max(100, "1 to 100.");

const notices = z.strictObject({
  thresholds: z.array(percent).max(20).default(usualThresholds),
  webhook: webhook.optional(),
});

const file = z.strictObject({
  endpoints: z.array(endpoint).default([]),
  prices: z.record(modelName, datedPrices).default({}),
  purposes: z.record(name, purpose).default({}),
  allowances: z.array(createAllowanceBody).nullable().default(null),
  sign_up: z.enum(["closed", "invite", "open"]).default("closed"),
  guests: z
    .strictObject({ enabled: z.boolean().optional(), models: z.array(modelName).optional() })
    .default({}),
  notices: notices.optional(),
});

/**
 * Reads the configuration file, at the start: `PURSER_CONFIG`, else `./purser.config.yaml` where
 * there is one. Throws one line with every mistake, where it is, and what would be right.
 */
export function openConfig(): Config {
  const named = env().PURSER_CONFIG;
  const place = path.resolve(named ?? "purser.config.yaml");
  if (named === undefined && !existsSync(place)) return setOne("config", usualConfig);
  return setOne("config", parseConfig(readText(place), path.basename(place)));
}

function readText(place: string): string {
  try {
    return readFileSync(place, "utf8");
  } catch (cause) {
    throw new Error(`The configuration ${place} cannot be read. Is PURSER_CONFIG right?`, {
      cause,
    });
  }
}

/** Checks the whole text of a configuration; `fileName` is for the words. */
export function parseConfig(text: string, fileName: string): Config {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number) => `line ${lines.linePos(offset).line}`;
  if (document.errors.length > 0) {
    throw mistakes(
      fileName,
      document.errors.map((error) => `${lineAt(error.pos[0])}: ${error.message}`),
    );
  }
  const line = (at: PropertyKey[]) => lineAt(offsetOf(document, at));
  const parsed = file.safeParse(document.toJS({ maxAliasCount: 100 }) ?? {}, {
    error: whatIsRight,
  });
  if (!parsed.success)
    throw mistakes(
      fileName,
      parsed.error.issues.flatMap((i) => words(i, line)),
    );
  return toConfig(parsed.data, (at) => `${fileName}, ${line(at)}`);
}

type Document = ReturnType<typeof parseDocument>;

/** Where a path begins; of one that is not there, where what should hold it begins. */
function offsetOf(document: Document, at: PropertyKey[]): number {
  for (let length = at.length; length > 0; length--) {
    const key = keyOffset(document, at.slice(0, length));
    if (key !== null) return key;
  }
  return 0;
}

function keyOffset(document: Document, at: PropertyKey[]): number | null {
  const parent = at.length === 1 ? document.contents : document.getIn(at.slice(0, -1), true);
  const pairs = isNode(parent) && "items" in parent ? parent.items : [];
  for (const item of pairs) {
    if (typeof item === "object" && item !== null && "key" in item) {
      const key = (item as { key: unknown }).key;
      if (isNode(key) && key.range && String(key) === String(at.at(-1))) return key.range[0];
    }
  }
  const node = document.getIn(at, true);
  return isNode(node) && node.range ? node.range[0] : null;
}

function words(issue: z.core.$ZodIssue, line: (at: PropertyKey[]) => string): string[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const at = [...issue.path, key];
      return `${line(at)}: ${at.join(".")}: There is no such setting.`;
    });
  }
  const at = issue.path.length > 0 ? `${issue.path.join(".")}: ` : "";
  const [inner] = issue.code === "invalid_key" ? issue.issues : [];
  return [`${line(issue.path)}: ${at}${inner?.message ?? issue.message}`];
}

function mistakes(fileName: string, found: string[]): Error {
  const shown = found.slice(0, 10);
  const more = found.length > shown.length ? ` And ${found.length - shown.length} more.` : "";
  return new Error(`The configuration ${fileName} is not right. ${shown.join(" ")}${more}`);
}

function toConfig(data: z.output<typeof file>, where: Config["where"]): Config {
  const source = "set in the configuration";
  return {
    endpoints: data.endpoints,
    prices: Object.fromEntries(
      Object.entries(data.prices).map(([model, list]) => [model, toDatedPrices(list, source)]),
    ),
    purposes: Object.fromEntries(
      Object.entries(data.purposes).map(([purposeName, one]) => [
        purposeName,
        {
          internal: one.internal ?? internalPurposes.has(purposeName),
          defaultModel: one.default_model ?? null,
          models: one.models ?? null,
        },
      ]),
    ),
    allowances: data.allowances,
    signUp: data.sign_up,
    guests: { enabled: data.guests.enabled ?? null, models: data.guests.models ?? [] },
    notices: {
      thresholds: data.notices?.thresholds ?? usualThresholds,
      webhook: data.notices?.webhook ?? null,
    },
    where,
  };
}

const internalPurposes = new Set(["title", "suggest"]);

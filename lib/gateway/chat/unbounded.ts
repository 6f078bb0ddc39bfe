import { invalid } from "../../errors";
import type { Model } from "../../models/model";
import { Beyond } from "../beyond";
import { isGiven, isObject, type Json } from "./json";

/**
 * Members with which a provider reads, adds, stores or bills what we neither sent nor can bound,
 * of OpenAI and of those who speak its dialect.
 */
const foreign: Record<string, string> = {
  web_search_options: "a search that the provider runs",
  search_parameters: "a search that the provider runs",
  enable_search: "a search that the provider runs",
  web_search: "a search that the provider runs",
  plugins: "plugins that the provider runs",
  mcp_servers: "servers that the provider asks",
  data_sources: "sources that the provider reads",
  documents: "documents that the provider reads",
  prediction: "a prediction, of which refused tokens are billed beyond the output limit",
  audio: "audio, whose tokens have another price",
  models: "other models, whose price is another",
  route: "other models, whose price is another",
  best_of: "answers that are billed and not shown",
};

/** What `foreign` may say without asking for anything. */
const idle = (name: string, value: unknown) =>
  !isGiven(value) || value === false || (name === "best_of" && value === 1);

/** What of a chat bytes do not bound, and where it stands. */
export type Unbounded = {
  images: { url: string; path: string; lowDetail: boolean }[];
  /** Tools that the provider runs. */
  hosted: string[];
};

/**
 * Refuses what cannot be honoured or bounded for any model; nothing is dropped silently. Returns
 * what a rule or a ceiling of the model may bound.
 * @throws PurserError invalid
 */
export function refuseUnbounded(raw: Json, messages: Json[]): Unbounded {
  refuseForeign(raw);
  const hosted = hostedTools(raw.tools);
  const images: Unbounded["images"] = [];
  for (const [at, message] of messages.entries()) {
    if (isGiven(message.audio)) throw notBounded(`messages.${at}.audio`, "audio that is stored");
    if (Array.isArray(message.content)) inlineImages(message.content, `messages.${at}`, images);
  }
  return { images, hosted };
}

/**
 * The most tokens of what bytes do not bound, and how many characters of the body that is.
 * @throws PurserError invalid where neither a rule nor the model's ceiling bounds it
 */
export function beyondOf(model: Model, { images, hosted }: Unbounded): Beyond {
  const beyond = new Beyond(model);
  for (const { url, path, lowDetail } of images) beyond.imageAt(url, path, lowDetail);
  for (const path of hosted) beyond.ceiling("hosted_tools", path);
  return beyond;
}

/** What cannot be put into another dialect, whatever ceilings the model has. */
export function refuseElsewhere({ images, hosted }: Unbounded): void {
  const [tool] = hosted;
  if (tool !== undefined) throw notBounded(tool, "a tool that the provider runs");
  const remote = images.find(({ url }) => !/^data:image\//i.test(url));
  if (!remote) return;
  throw invalid(
    remote.path,
    "Images come inline, as data:image/...;base64,...: an address would let the provider " +
      "read what was not sent.",
  );
}

/** Refuses the members that no dialect can bound. */
export function refuseForeign(raw: Json): void {
  if (isGiven(raw.n) && raw.n !== 1) {
    throw invalid("n", "One answer a call is given here: n is 1. Send the request again for more.");
  }
  for (const [name, what] of Object.entries(foreign)) {
    if (!idle(name, raw[name])) throw notBounded(name, what);
  }
  const { service_tier: tier, modalities } = raw;
  if (isGiven(tier) && tier !== "auto" && tier !== "default") {
    throw notBounded("service_tier", "another tier, whose price is another");
  }
  if (isGiven(modalities) && JSON.stringify(modalities) !== '["text"]') {
    throw notBounded("modalities", "more than text, whose price is another");
  }
}

/** Functions and custom tools run at the client; all else runs, and bills, at the provider. */
function hostedTools(tools: unknown): string[] {
  if (!isGiven(tools)) return [];
  if (!Array.isArray(tools)) throw invalid("tools", "A list of tools is right.");
  return tools.flatMap((tool, at) => {
    const type = isObject(tool) ? tool.type : undefined;
    return type === "function" || type === "custom" ? [] : [`tools.${at}`];
  });
}

const textParts = new Set(["text", "refusal", "thinking", "reasoning", "input_text"]);

function inlineImages(content: unknown[], path: string, images: Unbounded["images"]): void {
  for (const [at, part] of content.entries()) {
    if (typeof part === "string") continue;
    const here = `${path}.content.${at}`;
    if (!isObject(part)) throw invalid(here, "A part of a message is an object with a type.");
    if (textParts.has(String(part.type))) continue;
    if (part.type !== "image_url") {
      throw notBounded(here, `a part of type ${JSON.stringify(part.type)?.slice(0, 40)}`);
    }
    const image = isObject(part.image_url) ? part.image_url : { url: part.image_url };
    if (typeof image.url !== "string") {
      throw invalid(here, "Images come inline, as data:image/...;base64,...");
    }
    images.push({ url: image.url, path: here, lowDetail: image.detail === "low" });
  }
}

export function notBounded(path: string, what: string) {
  return invalid(
    path,
    `This asks for ${what}. What it costs is not known before, so it is refused.`,
  );
}

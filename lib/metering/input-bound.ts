import type { LanguageModelV3CallOptions, LanguageModelV3FilePart } from "@ai-sdk/provider";
import { invalid, type PurserError } from "../errors";
import type { Model } from "../models/model";
import { type CeilingName, type Extra, type InputBound, inputBound } from "../pricing/bound";
import { mediaTokens } from "../pricing/media-bound";

type Options = Pick<LanguageModelV3CallOptions, "prompt" | "tools" | "responseFormat">;
type BoundModel = Pick<Model, "id" | "provider" | "upstreamId" | "ceilings">;

/** An image that no rule and no ceiling bounds is taken for its bytes, or for this many tokens. */
const imageTokensLeast = 8192;

/** Anthropic puts words of its own before tools and schemas: 700 tokens at most as published. */
const anthropicToolTokens = 1024;

/**
 * Most input tokens of a call: its text by bytes, its images and files by the provider's rule or
 * the model's ceiling. 422 for what the provider would read or run without a bound.
 */
export function boundInput(model: BoundModel, options: Options): InputBound {
  const extras = new Extras(model);
  if (model.provider === "anthropic") refuseLongCache(options);
  if (!hasMore(options)) return inputBound(options, extras.ofFrame(options));
  const hosted = options.tools?.filter((tool) => tool.type === "provider") ?? [];
  if (hosted.length > 0) extras.ceiling("hosted_tools", 0);
  const prompt = options.prompt.map((message) => withoutMedia(message, extras));
  return inputBound({ ...options, prompt }, extras.ofFrame(options));
}

/** Whether there is more than text, as there rarely is. */
function hasMore({ prompt, tools = [] }: Options): boolean {
  if (tools.some((tool) => tool.type === "provider")) return true;
  return prompt.some(
    ({ content }) =>
      typeof content !== "string" &&
      content.some((part) => part.type === "file" || part.type === "tool-result"),
  );
}

/** Priced apart and not counted apart, so it is not asked for (rule 4). */
function refuseLongCache({ prompt, tools = [] }: Options): void {
  const parts = prompt.flatMap(({ content }): readonly Optional[] =>
    typeof content === "string" ? [] : content,
  );
  for (const { providerOptions } of [...prompt, ...parts, ...(tools as Optional[])]) {
    const { anthropic = {} } = providerOptions ?? {};
    const control = anthropic.cacheControl ?? anthropic.cache_control;
    if (typeof control === "object" && control !== null && Reflect.get(control, "ttl") === "1h") {
      throw invalid("cache_control", "A cache of an hour is priced apart. Five minutes are right.");
    }
  }
}

type Optional = Pick<Options["prompt"][number], "providerOptions">;

type Content = Exclude<Options["prompt"][number]["content"], string>[number];

function withoutMedia(message: Options["prompt"][number], extras: Extras): unknown {
  if (typeof message.content === "string") return message;
  return { ...message, content: message.content.map((part: Content) => bare(part, extras)) };
}

/** A part without its bytes: those are in `extras`. */
function bare(part: Content, extras: Extras): unknown {
  if (part.type === "file") {
    extras.file(part);
    return { ...part, data: null };
  }
  if (part.type !== "tool-result" || part.output.type !== "content") return part;
  // In OpenAI's chat a tool's result is text, whatever it was.
  if (extras.resultsAreText) return part;
  const value = part.output.value.map((one): unknown => {
    const { type } = one;
    if (type === "image-data" || type === "file-data") {
      extras.file({ type: "file", data: one.data, mediaType: one.mediaType });
      return { ...one, data: null };
    }
    if (type === "image-url") extras.ceiling("remote_image", 0);
    if (type === "file-url") extras.ceiling("remote_file", 0);
    if (type === "file-id" || type === "image-file-id") extras.ceiling("stored_file", 0);
    return one;
  });
  return { ...part, output: { ...part.output, value } };
}

class Extras {
  private readonly model: BoundModel;
  private readonly all = new Map<string, Extra>();

  constructor(model: BoundModel) {
    this.model = model;
  }

  get resultsAreText(): boolean {
    return this.model.provider !== "anthropic" && this.model.provider !== "google";
  }

  /** All of them, and what the provider adds to tools and schemas. */
  ofFrame({ tools = [], responseFormat }: Options): Extra[] {
    const framed = tools.length > 0 || responseFormat?.type === "json";
    if (framed && this.model.provider === "anthropic") {
      this.add({ what: "tools", by: "rule", bytes: 0, tokens: anthropicToolTokens });
    }
    return [...this.all.values()];
  }

  private add({ what, by, bytes, tokens }: Omit<Extra, "count">): void {
    const key = `${what} ${by}`;
    const before = this.all.get(key) ?? { what, by, count: 0, bytes: 0, tokens: 0 };
    const { count } = before;
    const sums = { bytes: before.bytes + bytes, tokens: before.tokens + tokens };
    this.all.set(key, { what, by, count: count + 1, ...sums });
  }

  /** What only a ceiling of the model bounds. */
  ceiling(what: CeilingName, bytes: number): void {
    const tokens = this.model.ceilings?.[what];
    if (tokens === undefined) throw unbounded(this.model, what);
    this.add({ what, by: "ceiling", bytes, tokens });
  }

  file(part: LanguageModelV3FilePart): void {
    const { mediaType, data } = part;
    if (/^(audio|video)\//.test(mediaType)) {
      throw invalid("attachments", "Sound and film are priced apart, so they are not sent.");
    }
    const isImage = mediaType.startsWith("image/");
    const base64 = inline(data);
    if (base64 === null) {
      this.ceiling(isImage ? "remote_image" : "remote_file", 0);
      return;
    }
    const size = typeof base64 === "string" ? base64.length : Math.ceil(base64.length / 3) * 4;
    const what = isImage ? "image" : "file";
    const lowDetail = part.providerOptions?.openai?.imageDetail === "low";
    const bytes = isImage ? head(base64) : whole(base64);
    const tokens = mediaTokens(this.model, { mediaType, bytes, lowDetail });
    if (tokens !== null) this.add({ what, by: "rule", bytes: size, tokens });
    else if (this.model.ceilings?.[what] !== undefined) this.ceiling(what, size);
    else if (mediaType.startsWith("text/")) {
      this.add({ what, by: "bytes", bytes: size, tokens: size });
    } else if (isImage) {
      this.add({ what, by: "bytes", bytes: size, tokens: Math.max(size, imageTokensLeast) });
    } else throw unbounded(this.model, what);
  }
}

/** The bytes or base64 of a file that goes along; null for an address. */
function inline(data: LanguageModelV3FilePart["data"]): string | Uint8Array | null {
  if (data instanceof Uint8Array) return data;
  const text = String(data);
  if (text.startsWith("data:")) return text.slice(text.indexOf(",") + 1);
  return /^https?:/i.test(text) ? null : text;
}

const headBytes = 256 * 1024;

function head(data: string | Uint8Array): Uint8Array {
  return whole(data.slice(0, headBytes));
}

function whole(data: string | Uint8Array): Uint8Array {
  return typeof data === "string" ? Buffer.from(data, "base64") : data;
}

const told: Record<CeilingName, { path: string; words: string }> = {
  image: { path: "attachments", words: "What an image costs is not known" },
  file: { path: "attachments", words: "What a file of this type costs is not known" },
  remote_image: { path: "attachments", words: "An image by address is read by the provider" },
  remote_file: { path: "attachments", words: "A file by address is read by the provider" },
  stored_file: { path: "attachments", words: "A file kept by the provider is read by it" },
  hosted_tools: { path: "tools", words: "Tools that the provider runs cost what they find" },
};

/** 422: nothing bounds this, so no hold could cover it. */
export function unbounded({ id }: Pick<Model, "id">, what: CeilingName): PurserError {
  const { path, words } = told[what];
  const right = `An admin can set a ceiling for it (ceilings.${what}, in tokens).`;
  return invalid(path, `${words}, so ${id} is not asked with it. ${right}`);
}

import { invalid } from "../errors";
import type { Model } from "../models/model";
import type { CeilingName } from "../pricing/bound";
import { mediaTokens } from "../pricing/media-bound";
import { imageTokensMax } from "./chat/images";
import { word } from "./chat/json";

const asked: Record<CeilingName, string> = {
  image: "an image",
  file: "a file whose tokens are not known",
  remote_image: "an image at an address, which the provider would read",
  remote_file: "a file at an address, which the provider would read",
  stored_file: "a file that the provider keeps",
  hosted_tools: "a tool that the provider runs",
};

/** Anthropic puts words of its own before its tools: this many tokens at most for each kind. */
const frameTokens = 1024;

const dataUrl = /^data:([\w.+-]+\/[\w.+-]+)?(?:;[\w=.-]+)*;base64,(.*)$/is;

/**
 * What of a request in the provider's own dialect bytes do not bound: the tokens of its images and
 * files by rule or by the model's ceiling. What neither bounds is refused.
 */
export class Beyond {
  tokens = 0;
  /** Characters of the body that are no text, and bounded here. */
  characters = 0;
  private readonly model: Model;
  private hosted = false;

  constructor(model: Model) {
    this.model = model;
  }

  /** What only a ceiling bounds; hosted tools have one for all of them. */
  ceiling(name: CeilingName, path: string, what = asked[name]): void {
    const tokens = this.model.ceilings?.[name];
    if (tokens === undefined) {
      throw invalid(
        path,
        `This asks for ${what}. What it costs is not known before, so it is refused. An admin ` +
          `can set a ceiling for it (ceilings.${name}, in tokens).`,
      );
    }
    if (name === "hosted_tools" && this.hosted) return;
    this.hosted ||= name === "hosted_tools";
    this.tokens += tokens;
  }

  /** Words of the provider's own. */
  frame(): void {
    this.tokens += frameTokens;
  }

  /** An image by `data:` address or by any other. */
  imageAt(url: unknown, path: string, lowDetail = false): void {
    const [, mediaType = "image/jpeg", data] = dataUrl.exec(word(url)) ?? [];
    if (data === undefined) this.ceiling("remote_image", path);
    else this.image(mediaType, data, path, lowDetail);
  }

  image(mediaType: string, data: string, path: string, lowDetail = false): void {
    if (!/^image\//i.test(mediaType)) throw invalid(path, "An image is right here.");
    const bytes = Buffer.from(data.slice(0, 256 * 1024), "base64");
    const { ceilings } = this.model;
    const rule = mediaTokens(this.model, { mediaType, bytes, lowDetail });
    this.tokens += rule ?? ceilings?.image ?? imageTokensMax(this.model);
    this.characters += data.length;
  }

  fileAt(url: unknown, path: string): void {
    const [, mediaType = "application/octet-stream", data] = dataUrl.exec(word(url)) ?? [];
    if (data === undefined) this.ceiling("remote_file", path);
    else this.file(mediaType, data, path);
  }

  file(mediaType: string, data: string, path: string): void {
    // Of text the bytes themselves are the bound, and those are counted with the body.
    if (/^text\//i.test(mediaType)) return;
    const bytes = Buffer.from(data, "base64");
    const rule = mediaTokens(this.model, { mediaType, bytes, lowDetail: false });
    if (rule === null) this.ceiling("file", path);
    else this.tokens += rule;
    this.characters += data.length;
  }
}

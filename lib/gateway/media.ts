import type { LanguageModelV3FilePart } from "@ai-sdk/provider";
import { invalid } from "../errors";
import { word } from "./chat/json";

const dataUrl = /^data:([\w.+-]+\/[\w.+-]+)(?:;[\w=.-]+)*;base64,(.*)$/is;

/**
 * An image or a file that comes inline as a part of a prompt. An address would let the provider
 * read what was not sent.
 */
export function inlinePart(url: unknown, path: string): LanguageModelV3FilePart {
  const [, mediaType, data] = dataUrl.exec(word(url)) ?? [];
  if (!mediaType || !data) {
    const right = "It comes inline, as data:<type>;base64,...";
    throw invalid(path, `${right} An address would let the provider read what was not sent.`);
  }
  return { type: "file", mediaType: mediaType.toLowerCase(), data };
}

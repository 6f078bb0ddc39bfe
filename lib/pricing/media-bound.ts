/**
 * Most input tokens of an image or a PDF by what each provider publishes, for an image of any
 * size. Null where nothing is published for the model: then its ceiling counts, or its bytes.
 */
export type Family = { provider: string; upstreamId: string };

export type Media = {
  mediaType: string;
  /** The file's own bytes; its beginning is enough for an image. */
  bytes: Uint8Array;
  lowDetail: boolean;
};

export function mediaTokens(family: Family, media: Media): number | null {
  const isImage = media.mediaType.startsWith("image/");
  if (!isImage && media.mediaType !== "application/pdf") return null;
  switch (family.provider) {
    case "openai":
      return isImage ? openAiImage(family.upstreamId, media.lowDetail) : null;
    case "anthropic":
      return isImage ? claudeImage(family.upstreamId) : claudePdf(family.upstreamId, media.bytes);
    case "google":
      return isImage ? geminiImage(family.upstreamId, media.bytes) : geminiPdf(media.bytes);
    default:
      return null;
  }
}

/** Tiles of 512 x 512: in 2048 x 768, the largest that is looked at, there are eight. */
const tilesMax = 8;
/** Patches of 32 x 32: a larger image is shrunk to so many. */
const patchesMax = 1536;

type OpenAiRule = { id: RegExp; base: number; tile: number } | { id: RegExp; patch: number };

/** By exact id or its dated snapshot; the first that fits. */
const openAiRules: OpenAiRule[] = [
  { id: /^gpt-4\.1-mini/, patch: 1.62 },
  { id: /^gpt-4\.1-nano/, patch: 2.46 },
  { id: /^gpt-5-mini/, patch: 1.62 },
  { id: /^gpt-5-nano/, patch: 2.46 },
  { id: /^o4-mini/, patch: 1.72 },
  { id: /^gpt-4o-mini/, base: 2833, tile: 5667 },
  { id: /^(gpt-4o|gpt-4\.1|gpt-4-turbo)(-\d|$)/, base: 85, tile: 170 },
  { id: /^(o1|o1-pro|o3)(-\d|$)/, base: 75, tile: 150 },
  { id: /^gpt-5(-chat|-\d|$)/, base: 70, tile: 140 },
];

function openAiImage(id: string, lowDetail: boolean): number | null {
  const rule = openAiRules.find((one) => one.id.test(id));
  if (!rule) return null;
  if ("patch" in rule) return Math.ceil(patchesMax * rule.patch);
  return lowDetail ? rule.base : rule.base + tilesMax * rule.tile;
}

/** An image is shrunk to what the model looks at, a token for each 750 pixels: so at most this. */
function claudeImage(id: string): number {
  const older = /^claude-(2|3|(opus|sonnet|haiku)-4(-[0-6])?(-\d{8}|$))/.test(id);
  return older ? 1600 : 4784;
}

/** A page is its text, 3,000 tokens at most as published, and an image of it. */
function claudePdf(id: string, bytes: Uint8Array): number {
  return pagesMax(bytes, 600) * (3000 + claudeImage(id));
}

const geminiTile = 258;

/** Gemini 3 takes an image at a resolution of its own, the finest of which is this. */
const gemini3Image = 2240;

function geminiImage(id: string, bytes: Uint8Array): number | null {
  if (/^gemini-([3-9]|\d\d)/.test(id)) return gemini3Image;
  const size = imageSize(bytes);
  if (!size) return null;
  const { width, height } = size;
  if (width <= 384 && height <= 384) return geminiTile;
  // Two rules are published, for tiles of 768 and for tiles by the shorter side.
  const tiles = (unit: number) => Math.ceil(width / unit) * Math.ceil(height / unit);
  const unit = Math.max(1, Math.floor(Math.min(width, height) / 1.5));
  return geminiTile * Math.max(tiles(768), tiles(unit));
}

function geminiPdf(bytes: Uint8Array): number {
  // A page is an image of it; Gemini 3 reads the text in it too, as the images of a page do.
  return pagesMax(bytes, 1000) * 1120;
}

/** Pages of a PDF; where they are packed away, or not to be found, as many as are accepted. */
function pagesMax(bytes: Uint8Array, accepted: number): number {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  if (text.includes("/ObjStm")) return accepted;
  const pages = text.match(/\/Type\s*\/Page(?![a-zA-Z])/g)?.length ?? 0;
  const said = [...text.matchAll(/\/Count\s+(\d{1,6})/g)].map(([, count]) => Number(count));
  const most = Math.max(pages, ...said);
  return most > 0 ? Math.min(most, accepted) : accepted;
}

type Size = { width: number; height: number };

/** The size that an image's own header says; null where there is none that we read. */
export function imageSize(bytes: Uint8Array): Size | null {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.length >= 24 && view.readUInt32BE(0) === 0x89504e47) {
    return { width: view.readUInt32BE(16), height: view.readUInt32BE(20) };
  }
  if (view.length >= 10 && view.toString("latin1", 0, 3) === "GIF") {
    return { width: view.readUInt16LE(6), height: view.readUInt16LE(8) };
  }
  return jpegSize(view);
}

function jpegSize(view: Buffer): Size | null {
  if (view.length < 4 || view.readUInt16BE(0) !== 0xffd8) return null;
  for (let at = 2; at + 9 < view.length; ) {
    if (view[at] !== 0xff) return null;
    const marker = view[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: view.readUInt16BE(at + 5), width: view.readUInt16BE(at + 7) };
    at += 2 + view.readUInt16BE(at + 2);
  }
  return null;
}

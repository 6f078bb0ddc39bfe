import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { invalid, PurserError } from "../../errors";
import { readBytes } from "../../http/body";
import { parseJson, refuseNotUtf8 } from "../../http/json";
import { problem } from "../../http/problem";
import { decodeRequest, type ExportReply, encodeReply } from "./messages";

/** Batches of an exporter are a few hundred spans; with prompts in them they grow. */
const bytesMax = 4_000_000;
const unpackedMax = 16_000_000;

type Format = "protobuf" | "json";

/** An OTLP/HTTP request, in either of its formats, packed or not. */
export async function readExport(request: Request): Promise<{ format: Format; body: unknown }> {
  const format = formatOf(request);
  const bytes = await unpacked(request, await readBytes(request, bytesMax));
  if (format === "json") {
    refuseNotUtf8(bytes);
    return { format, body: parseJson(new TextDecoder().decode(bytes)) };
  }
  try {
    const body = decodeRequest(bytes);
    // Bytes in which nothing of ours is found are another's, or noise that happens to parse.
    if (bytes.length === 0 || Object.hasOwn(body, "resourceSpans")) return { format, body };
  } catch {
    // Said below; the decoder's words are about its own offsets.
  }
  throw invalid("", "The body is not an ExportTraceServiceRequest of OTLP, in protobuf.");
}

/** A refusal as OTLP has it: what is malformed is 400, and not sent again. */
export function refused(error: unknown): Response {
  const isMalformed = error instanceof PurserError && error.code === "invalid";
  return problem(error, isMalformed ? 400 : undefined);
}

export function exportReply(format: Format, reply: ExportReply): Response {
  if (format === "json") return Response.json(reply);
  const headers = { "content-type": "application/x-protobuf" };
  return new Response(Buffer.from(encodeReply(reply)), { headers });
}

function formatOf(request: Request): Format {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type === "application/x-protobuf") return "protobuf";
  if (type === "application/json") return "json";
  throw invalid("", "OTLP comes as application/x-protobuf or application/json.");
}

async function unpacked(request: Request, bytes: Buffer): Promise<Buffer> {
  const encoding = request.headers.get("content-encoding")?.trim().toLowerCase() ?? "identity";
  if (encoding === "identity") return bytes;
  if (encoding !== "gzip") throw invalid("", "Content-Encoding is gzip, or there is none.");
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: unpackedMax });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ERR_BUFFER_TOO_LARGE") {
      throw invalid("", "The body is not gzip, as its Content-Encoding says.");
    }
    const words = `${unpackedMax.toLocaleString("en")} bytes are the most that a batch may have.`;
    throw new PurserError("too_large", `${words} Send smaller batches.`);
  }
}

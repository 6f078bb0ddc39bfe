import { isRecord } from "../request";
import { bucketsOf, type Dialect, isUsage, type Json } from "./dialect";

const DIMENSIONS = 8;

/** Inputs as messages, so that each counts as one: texts, or lists of token ids. */
function inputs(input: unknown): unknown[] {
  if (!Array.isArray(input)) return [input];
  return input.every((one) => typeof one === "number") ? [input] : input;
}

/** The same input, the same vector. */
function vectorOf(input: unknown, dimensions: number): number[] {
  const bytes = Buffer.from(typeof input === "string" ? input : JSON.stringify(input));
  let seed = 7;
  for (const byte of bytes) seed = (seed * 31 + byte) % 65_521;
  return Array.from({ length: dimensions }, (_, i) => ((seed * (i + 3)) % 997) / 997 - 0.5);
}

function encoded(vector: number[], format: unknown): number[] | string {
  if (format !== "base64") return vector;
  return Buffer.from(Float32Array.from(vector).buffer).toString("base64");
}

/** `POST /v1/embeddings`: no output, so only the input counts. */
export const embeddings: Dialect = {
  read: ({ input }) => ({
    stream: false,
    limit: 0,
    messages: inputs(input).map((content) => ({ role: "user", content })),
  }),

  whole({ head, request }, _text, usage): Json {
    const { input, dimensions, encoding_format } = request.body;
    const size = typeof dimensions === "number" ? dimensions : DIMENSIONS;
    const data = inputs(input).map((one, index) => ({
      object: "embedding",
      index,
      embedding: encoded(vectorOf(one, size), encoding_format),
    }));
    const said = isUsage(usage) ? embeddingUsage(usage) : usage;
    const more = usage === undefined ? {} : { usage: said };
    return { object: "list", data, model: head.model, ...more };
  },

  stream: (steps) => steps,
};

function embeddingUsage(usage: Parameters<typeof bucketsOf>[0]): Json {
  const { input, total } = bucketsOf(usage);
  return { prompt_tokens: input, total_tokens: isRecord(usage) ? total : input };
}

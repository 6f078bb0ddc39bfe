import { z } from "zod";

const tokenIds = z.array(z.int().min(0)).min(1);

/** A body of `/v1/embeddings` as it is described: more goes through as it is. */
export const embeddingsBody = z.looseObject({
  model: z.string().describe("The id or alias of a model."),
  input: z
    .union([z.string(), z.array(z.string()).min(1), tokenIds, z.array(tokenIds).min(1)])
    .describe("A text, several, or token ids."),
  dimensions: z.int().min(1).optional(),
  encoding_format: z.enum(["float", "base64"]).optional(),
});

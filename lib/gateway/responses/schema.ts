import { z } from "zod";

/** A body of `/v1/responses` as it is described: more goes through as it is. */
export const responsesBody = z.looseObject({
  model: z.string().describe("The id or alias of a model."),
  input: z.union([z.string(), z.array(z.looseObject({})).min(1)]),
  instructions: z.string().optional(),
  stream: z.boolean().optional(),
  max_output_tokens: z.int().min(1).optional(),
  temperature: z.number().optional(),
  top_p: z.number().optional(),
  reasoning: z.looseObject({ effort: z.string().optional() }).optional(),
  text: z.looseObject({ format: z.looseObject({ type: z.string() }).optional() }).optional(),
  tools: z.array(z.looseObject({ type: z.string() })).optional(),
  tool_choice: z.unknown().optional(),
  store: z.literal(false).optional().describe("No response is kept at the provider."),
});

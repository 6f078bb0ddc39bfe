import { z } from "zod";

/** A body of `/v1/chat/completions` as it is described: more goes through as it is. */
export const chatBody = z.looseObject({
  model: z.string().describe("The id or alias of a model."),
  messages: z.array(z.looseObject({ role: z.string(), content: z.unknown() })).min(1),
  stream: z.boolean().optional(),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }).optional(),
  max_tokens: z.int().min(1).optional(),
  max_completion_tokens: z.int().min(1).optional(),
  temperature: z.number().optional(),
  top_p: z.number().optional(),
  stop: z.union([z.string(), z.array(z.string())]).optional(),
  seed: z.int().optional(),
  n: z.literal(1).optional().describe("One answer a call."),
  tools: z.array(z.looseObject({ type: z.enum(["function", "custom"]) })).optional(),
  tool_choice: z.unknown().optional(),
  response_format: z.looseObject({ type: z.string() }).optional(),
});

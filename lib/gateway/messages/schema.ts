import { z } from "zod";

const message = z.looseObject({ role: z.string(), content: z.unknown() });

/** A body of `/v1/messages/count_tokens`. */
export const countBody = z.looseObject({
  model: z.string().describe("The id or alias of a model."),
  messages: z.array(message).min(1),
  system: z.unknown().optional(),
  tools: z.array(z.looseObject({})).optional(),
});

/** A body of `/v1/messages` as it is described: more goes through as it is. */
export const messagesBody = countBody.extend({
  max_tokens: z.int().min(1).optional().describe("The model's own where it is left out."),
  stream: z.boolean().optional(),
  temperature: z.number().optional(),
  top_p: z.number().optional(),
  top_k: z.int().optional(),
  stop_sequences: z.array(z.string()).optional(),
  tool_choice: z.looseObject({ type: z.string() }).optional(),
  thinking: z.looseObject({ type: z.string() }).optional(),
});

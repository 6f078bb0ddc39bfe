import { z } from "zod";
import { namedPageQuery, pageQuery } from "../http/page";

const prompt = z
  .string("A text is right.")
  .refine((text) => text.trim() !== "", "It is empty. Write something to send.");

const options = z.record(z.string(), z.unknown()).optional();

const attachments = z
  .array(z.unknown())
  .max(0, "Attachments cannot be sent yet. Leave the field out.")
  .optional();

export const startBody = z.strictObject({
  prompt,
  model: z.string().min(1).max(200).optional(),
  system: z.string().max(100_000).optional(),
  options,
  purpose: z.string().min(1).max(100).optional(),
  attachments,
});

export const nextBody = z.strictObject({
  prompt,
  model: z.string().min(1).max(200).optional(),
  options,
  parent_id: z.string().min(1).max(100).nullable().optional(),
  attachments,
});

export const listQuery = z.strictObject({ ...pageQuery, q: z.string().max(500).optional() });

export const renameBody = z.strictObject({
  name: z.string().trim().min(1, "A name has at least one character.").max(200),
});

export const stopBody = z.strictObject({ response_id: z.string().max(100).optional() });

export const eventsQuery = z.strictObject({ follow: z.enum(["0", "1"]).default("0") });

export const exportQuery = z.strictObject({
  format: z.enum(["markdown", "json"], '"markdown" or "json" is right.'),
});

export const sharesQuery = z.strictObject(namedPageQuery);

export const shareBody = z.strictObject({
  mode: z.enum(["snapshot", "live"], '"snapshot" is right.'),
  expires_at: z.int().positive().nullable().optional(),
  show_cost: z.boolean().optional(),
});

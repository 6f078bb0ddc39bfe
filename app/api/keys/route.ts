import { z } from "zod";
import { createKey } from "@/lib/auth/keys/create";
import { listKeys } from "@/lib/auth/keys/list";
import { pageQuery } from "@/lib/http/page";
import { route } from "@/lib/http/route";

export * from "@/lib/http/nothing";

export const POST = route({
  access: "account",
  summary: "Make a key; it is shown once",
  status: 201,
  body: z.strictObject({
    name: z.string().trim().min(1).max(100),
    purpose: z.string().max(100).nullish(),
    user_id: z.string().max(100).optional(),
    expires_at: z.number().int().positive().max(Number.MAX_SAFE_INTEGER).nullish(),
  }),
  handle: ({ viewer, body: { name, purpose, user_id, expires_at } }) =>
    createKey({ viewer, input: { name, purpose, userId: user_id, expiresAt: expires_at } }),
});

export const GET = route({
  access: "account",
  summary: "The keys in force",
  query: z.strictObject({ ...pageQuery, user: z.string().max(100).optional() }),
  handle: ({ viewer, query: { user, ...page } }) =>
    listKeys({ viewer, input: { ...page, userId: user } }),
});

import { z } from "zod";
import { pageQuery } from "@/lib/http/page";
import { route } from "@/lib/http/route";
import { createKey } from "@/lib/keys/create";
import { listKeys } from "@/lib/keys/list";
import { createKeyBody } from "@/lib/keys/schemas";

export * from "@/lib/http/nothing";

export const POST = route({
  access: "account",
  summary: "Make a key, and what it is limited to; it is shown once",
  status: 201,
  body: createKeyBody,
  handle: ({ viewer, body }) => createKey({ viewer, input: body }),
});

export const GET = route({
  access: "account",
  summary: "The keys in force, what they are limited to and what is left of their caps",
  query: z.strictObject({ ...pageQuery, user: z.string().max(100).optional() }),
  handle: ({ viewer, query: { user, ...page } }) =>
    listKeys({ viewer, input: { ...page, userId: user } }),
});

import { z } from "zod";
import { createGroup } from "@/lib/auth/groups/create";
import { listGroups } from "@/lib/auth/groups/find";
import { memberIds } from "@/lib/auth/groups/schemas";
import { pageQuery } from "@/lib/http/page";
import { route } from "@/lib/http/route";

export * from "@/lib/http/nothing";

export const POST = route({
  access: "admin",
  summary: "Make a group",
  status: 201,
  body: z.strictObject({
    name: z.string().trim().min(1).max(100),
    members: memberIds.default([]),
  }),
  handle: ({ body }) => createGroup({ input: body }),
});

export const GET = route({
  access: "admin",
  summary: "All groups and who is in them, newest first",
  query: z.strictObject(pageQuery),
  handle: ({ query }) => listGroups({ input: query }),
});

import { z } from "zod";
import { findGroup } from "@/lib/auth/groups/find";
import { putMembers } from "@/lib/auth/groups/put-members";
import { memberIds } from "@/lib/auth/groups/schemas";
import { route } from "@/lib/http/route";

export * from "@/lib/http/nothing";

export const PUT = route({
  access: "admin",
  summary: "Say who is in a group",
  owner: ({ params: { id } }: { params: { id: string } }) => findGroup(id),
  body: z.strictObject({ members: memberIds }),
  handle: ({ owned, body: { members } }) => putMembers({ group: owned, members }),
});

import { findGroup } from "@/lib/auth/groups/find";
import { removeGroup } from "@/lib/auth/groups/remove";
import { route } from "@/lib/http/route";

export * from "@/lib/http/nothing";

export const DELETE = route({
  access: "admin",
  summary: "Delete a group",
  status: 204,
  owner: ({ params: { id } }: { params: { id: string } }) => findGroup(id),
  handle: ({ owned }) => removeGroup({ group: owned }),
});

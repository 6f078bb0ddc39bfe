import { getShare, revokeShare } from "@/lib/conversations/shares";
import { route } from "@/lib/http/route";

export * from "@/lib/http/nothing";

export const GET = route({
  access: "anyone",
  summary: "What a link shows to anybody who has it",
  handle: ({ params }) => getShare({ token: params.token ?? "" }),
});

export const DELETE = route({
  access: "person",
  summary: "Revokes a link",
  status: 204,
  handle: ({ viewer, params }) => revokeShare({ viewer, token: params.token ?? "" }),
});

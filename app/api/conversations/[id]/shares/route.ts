import { ownConversation } from "@/lib/conversations/own";
import { shareBody } from "@/lib/conversations/schemas";
import { listShares, makeShare } from "@/lib/conversations/shares";
import { route } from "@/lib/http/route";

export const GET = route({
  access: "person",
  summary: "The links of a conversation",
  owner: ownConversation,
  handle: async ({ owned }) => ({
    data: await listShares({ conversation: owned }),
    next_cursor: null,
  }),
});

export const POST = route({
  access: "person",
  summary: "Makes a link to the conversation as it is now",
  status: 201,
  owner: ownConversation,
  body: shareBody,
  handle: ({ owned, body }) => makeShare({ conversation: owned, input: body }),
});

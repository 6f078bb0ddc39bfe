import { ownConversation } from "@/lib/conversations/own";
import { shareBody, sharesQuery } from "@/lib/conversations/schemas";
import { listShares, makeShare } from "@/lib/conversations/shares";
import { pageOf } from "@/lib/http/page";
import { route } from "@/lib/http/route";

export * from "@/lib/http/nothing";

export const GET = route({
  access: "person",
  summary: "The links of a conversation",
  owner: ownConversation,
  query: sharesQuery,
  handle: async ({ owned, query }) =>
    pageOf(await listShares({ conversation: owned }), query, ({ token }) => token),
});

export const POST = route({
  access: "person",
  summary: "Makes a link to the conversation as it is now",
  status: 201,
  owner: ownConversation,
  body: shareBody,
  handle: ({ owned, body }) => makeShare({ conversation: owned, input: body }),
});

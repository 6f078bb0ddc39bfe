import { getConversation } from "@/lib/conversations/get";
import { ownConversation } from "@/lib/conversations/own";
import { removeConversation } from "@/lib/conversations/remove";
import { renameConversation } from "@/lib/conversations/rename";
import { renameBody } from "@/lib/conversations/schemas";
import { route } from "@/lib/http/route";

export * from "@/lib/http/nothing";

export const GET = route({
  access: "person",
  summary: "A conversation with its responses",
  owner: ownConversation,
  handle: ({ owned }) => getConversation({ conversation: owned }),
});

export const PATCH = route({
  access: "person",
  summary: "Names a conversation by hand",
  owner: ownConversation,
  body: renameBody,
  handle: async ({ owned, body }) => {
    await renameConversation({ conversation: owned, input: body });
    return getConversation({ conversation: { ...owned, name: body.name } });
  },
});

export const DELETE = route({
  access: "person",
  summary: "Deletes a conversation; its usage stays",
  status: 204,
  owner: ownConversation,
  handle: ({ owned }) => removeConversation({ conversation: owned }),
});

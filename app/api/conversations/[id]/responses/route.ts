import { nextTurn } from "@/lib/conversations/next";
import { ownConversation } from "@/lib/conversations/own";
import { eventsReply, finishedResponse, wantsEvents } from "@/lib/conversations/reply";
import { nextBody } from "@/lib/conversations/schemas";
import { attemptOf } from "@/lib/db/once";
import { route } from "@/lib/http/route";

export * from "@/lib/http/nothing";

export const POST = route({
  access: "person",
  summary: "The next turn: streamed, or waited for",
  owner: ownConversation,
  body: nextBody,
  handle: async ({ viewer, owned, body, request }) => {
    const attempt = attemptOf(request, viewer.userId, body);
    const responseId = await nextTurn({ viewer, conversation: owned, input: body, attempt });
    if (!wantsEvents(request)) return finishedResponse(responseId);
    const whole = { conversationId: owned.id, responseId, lastEventId: null, stay: false };
    return eventsReply(request, whole);
  },
});

import { nextTurn } from "@/lib/conversations/next";
import { ownConversation } from "@/lib/conversations/own";
import {
  eventsReply,
  finishedResponse,
  traceHeadersOf,
  wantsEvents,
} from "@/lib/conversations/reply";
import { nextBody } from "@/lib/conversations/schemas";
import { attemptOf } from "@/lib/db/once";
import { route } from "@/lib/http/route";
import { traceOf } from "@/lib/http/trace";

export * from "@/lib/http/nothing";

export const POST = route({
  access: "person",
  summary: "The next turn: streamed, or waited for",
  owner: ownConversation,
  body: nextBody,
  handle: async ({ viewer, owned, body, request }) => {
    const attempt = attemptOf(request, viewer.userId, body);
    const trace = traceOf(request.headers);
    const asked = { viewer, conversation: owned, input: body, attempt, trace };
    const responseId = await nextTurn(asked);
    if (!wantsEvents(request)) {
      const finished = await finishedResponse(responseId);
      const headers = {
        "cache-control": "private, no-store",
        ...(await traceHeadersOf(responseId)),
      };
      return Response.json(finished, { headers });
    }
    const whole = { conversationId: owned.id, responseId, lastEventId: null, stay: false };
    return eventsReply(request, whole, { headers: await traceHeadersOf(responseId) });
  },
});

import { listConversations } from "@/lib/conversations/list";
import { eventsReply, traceHeadersOf, wantsEvents } from "@/lib/conversations/reply";
import { listQuery, startBody } from "@/lib/conversations/schemas";
import { startConversation } from "@/lib/conversations/start";
import { attemptOf } from "@/lib/db/once";
import { route } from "@/lib/http/route";
import { traceOf } from "@/lib/http/trace";

export * from "@/lib/http/nothing";

export const GET = route({
  access: "person",
  summary: "My conversations, newest first",
  query: listQuery,
  handle: ({ viewer, query }) => listConversations({ viewer, input: query }),
});

export const POST = route({
  access: "person",
  summary: "Starts a conversation; its first answer is being made",
  status: 201,
  body: startBody,
  form: true,
  handle: async ({ viewer, body, request, isForm }) => {
    const attempt = attemptOf(request, viewer.userId, body);
    const { id, responseId, traceId } = await startConversation({
      viewer,
      input: body,
      attempt,
      trace: traceOf(request.headers),
    });
    const headers = { location: `/c/${id}`, ...(await traceHeadersOf(responseId)) };
    if (isForm) return new Response(null, { status: 303, headers });
    if (wantsEvents(request)) {
      const whole = { conversationId: id, responseId, lastEventId: null, stay: false };
      return eventsReply(request, whole, { status: 201, headers });
    }
    const made = { id, url: `/c/${id}`, response_id: responseId, trace_id: traceId };
    return Response.json(made, { status: 201, headers });
  },
});

import { ownConversation } from "@/lib/conversations/own";
import { eventsReply } from "@/lib/conversations/reply";
import { eventsQuery } from "@/lib/conversations/schemas";
import { route } from "@/lib/http/route";

export * from "@/lib/http/nothing";

export const GET = route({
  access: "person",
  summary: "The events of what runs, or all after Last-Event-ID",
  owner: ownConversation,
  query: eventsQuery,
  handle: ({ owned, query, request }) =>
    eventsReply(request, {
      conversationId: owned.id,
      lastEventId: request.headers.get("last-event-id"),
      stay: query.follow === "1",
    }),
});

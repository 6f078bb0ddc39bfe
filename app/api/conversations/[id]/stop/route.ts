import { ownConversation } from "@/lib/conversations/own";
import { stopBody } from "@/lib/conversations/schemas";
import { stopResponses } from "@/lib/conversations/stop";
import { route } from "@/lib/http/route";

export * from "@/lib/http/nothing";

export const POST = route({
  access: "person",
  summary: "Stops what runs and waits; what was written is kept",
  owner: ownConversation,
  body: stopBody,
  emptyBody: true,
  handle: async ({ owned, body }) => {
    const stopped = await stopResponses({ conversation: owned, input: body });
    return { stopped: stopped.at(-1) ?? null, all_stopped: stopped };
  },
});

import { messagesBody } from "@/lib/gateway/messages/schema";
import { gatewayRoute } from "@/lib/gateway/route";

export const POST = gatewayRoute({
  summary: "An answer in the dialect of Anthropic's Messages, streamed or whole",
  body: messagesBody,
});

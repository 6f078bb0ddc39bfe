import { countBody } from "@/lib/gateway/messages/schema";
import { gatewayRoute } from "@/lib/gateway/route";

export const POST = gatewayRoute({
  summary: "Our own count of a message's input tokens, as Anthropic would be asked for it",
  body: countBody,
});

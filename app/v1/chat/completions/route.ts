import { chatBody } from "@/lib/gateway/chat/schema";
import { gatewayRoute } from "@/lib/gateway/route";

export const POST = gatewayRoute({
  summary: "An answer in OpenAI's chat dialect, streamed or whole",
  body: chatBody,
});

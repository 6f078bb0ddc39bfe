import { responsesBody } from "@/lib/gateway/responses/schema";
import { gatewayRoute } from "@/lib/gateway/route";

export const POST = gatewayRoute({
  summary: "An answer in OpenAI's Responses dialect, streamed or whole",
  body: responsesBody,
});

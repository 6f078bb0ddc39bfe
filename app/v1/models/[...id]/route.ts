import { gatewayRoute } from "@/lib/gateway/route";

export const GET = gatewayRoute({ summary: "One model, by id or alias, as OpenAI describes it" });

import { gatewayRoute } from "@/lib/gateway/route";

export const GET = gatewayRoute({ summary: "What the caller may use, as OpenAI lists it" });

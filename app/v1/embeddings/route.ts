import { embeddingsBody } from "@/lib/gateway/embeddings/schema";
import { gatewayRoute } from "@/lib/gateway/route";

export const POST = gatewayRoute({
  summary: "Embeddings, metered by their input",
  body: embeddingsBody,
});

import { route } from "@/lib/http/route";
import { metrics } from "@/lib/metrics";

export const GET = route({
  access: "admin",
  summary: "Figures of this process and its open books, for Prometheus",
  handle: async () => {
    const { text, contentType } = await metrics();
    const headers = { "content-type": contentType, "cache-control": "private, no-store" };
    return new Response(text, { headers });
  },
});

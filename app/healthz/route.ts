import { route } from "@/lib/http/route";

export const GET = route({
  access: "anyone",
  summary: "The process is alive and answers.",
  handle: async () => ({ status: "ok" }),
});

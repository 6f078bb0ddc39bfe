import { route } from "@/lib/http/route";
import { checkReady } from "@/lib/readiness";

export const GET = route({
  access: "anyone",
  summary:
    "New work would be taken: the database is migrated and writable, the server not stopping.",
  handle: async () => {
    await checkReady();
    return { status: "ready" };
  },
});

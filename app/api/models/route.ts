import { route } from "@/lib/http/route";
import { modelJson } from "@/lib/models/model-json";
import { modelsFor } from "@/lib/models/offered";
import { checkPurpose } from "@/lib/models/purposes";
import { modelsQuery } from "@/lib/models/schemas";

export const GET = route({
  access: "signed-in",
  summary: "The models the caller may use for a purpose (default chat)",
  query: modelsQuery,
  handle: async ({ viewer, query }) => {
    const purpose = checkPurpose(query.purpose ?? "chat");
    return { data: modelsFor(viewer, purpose).map((model) => modelJson(model)) };
  },
});

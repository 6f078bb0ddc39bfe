import { pageOf } from "@/lib/http/page";
import { route } from "@/lib/http/route";
import { modelJson } from "@/lib/models/model-json";
import { modelsFor } from "@/lib/models/offered";
import { checkPurpose } from "@/lib/models/purposes";
import { modelsQuery } from "@/lib/models/schemas";

export * from "@/lib/http/nothing";

export const GET = route({
  access: "signed-in",
  summary: "The models the caller may use for a purpose (default chat)",
  query: modelsQuery,
  handle: async ({ viewer, query }) => {
    const purpose = checkPurpose(query.purpose ?? "chat");
    const { data, next_cursor } = pageOf(modelsFor(viewer, purpose), query, (model) => model.id);
    return { data: data.map((model) => modelJson(model)), next_cursor };
  },
});

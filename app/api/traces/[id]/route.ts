import { z } from "zod";
import { route } from "@/lib/http/route";
import { getTrace } from "@/lib/usage/trace";
import { traceJson } from "@/lib/usage/trace-json";

export * from "@/lib/http/nothing";

export const GET = route({
  access: "signed-in",
  summary: "The calls of one action, as a tree with what each cost alone and with its children",
  // Somebody else's is not there, whatever else is asked of it.
  owner: async ({ viewer, params }) => {
    if (viewer.role !== "admin") await getTrace({ viewer, id: params.id ?? "", user: undefined });
  },
  query: z.strictObject({ user: z.string().min(1).max(200).optional() }),
  handle: async ({ viewer, params, query }) =>
    traceJson(await getTrace({ viewer, id: params.id ?? "", user: query.user })),
});

import { route } from "@/lib/http/route";
import { callJson } from "@/lib/usage/call";
import { exportCalls } from "@/lib/usage/export";
import { allCalls, listCalls } from "@/lib/usage/list";
import { callsQuery } from "@/lib/usage/schemas";

export * from "@/lib/http/nothing";

export const GET = route({
  access: "signed-in",
  summary: "The calls: one's own, for an admin everybody's",
  query: callsQuery,
  handle: async ({ viewer, query }) => {
    const { format, ...input } = query;
    if (format !== "json") return exportCalls(allCalls({ viewer, input }), format);
    const { data, next_cursor } = await listCalls({ viewer, input });
    return { data: data.map(callJson), next_cursor };
  },
});

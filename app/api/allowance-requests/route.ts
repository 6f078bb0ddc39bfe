import { listRequests } from "@/lib/allowances/requests/list";
import { requestJson } from "@/lib/allowances/requests/request";
import { requestsQuery } from "@/lib/allowances/requests/schemas";
import { route } from "@/lib/http/route";

export * from "@/lib/http/nothing";

export const GET = route({
  access: "account",
  summary: "Requests for more: the caller's own, for an admin everybody's",
  query: requestsQuery,
  handle: async ({ viewer, query }) => {
    const { data, next_cursor } = await listRequests({ viewer, input: query });
    return { data: data.map(requestJson), next_cursor };
  },
});

import { page } from "@/lib/http/page";
import { route } from "@/lib/http/route";
import { endpointJson } from "@/lib/models/endpoint-json";
import { createEndpoint } from "@/lib/models/endpoint-verbs/create";
import { listEndpoints } from "@/lib/models/endpoint-verbs/list";
import { endpointBody, endpointsQuery } from "@/lib/models/schemas";

export * from "@/lib/http/nothing";

export const GET = route({
  access: "admin",
  summary: "The endpoints with their models, newest first; keys are never shown",
  query: endpointsQuery,
  handle: async ({ query }) => {
    const rows = await listEndpoints({ input: query });
    const { data, next_cursor } = page(rows, query.limit);
    return { data: data.map((row) => endpointJson(row)), next_cursor };
  },
});

export const POST = route({
  access: "admin",
  summary: "A new endpoint with its models",
  status: 201,
  body: endpointBody,
  handle: async ({ viewer, body }) => endpointJson(await createEndpoint({ viewer, input: body })),
});

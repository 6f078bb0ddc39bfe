import { route } from "@/lib/http/route";
import { endpointJson } from "@/lib/models/endpoint-json";
import { endpointRow } from "@/lib/models/endpoint-rows";
import { patchEndpoint } from "@/lib/models/endpoint-verbs/patch";
import { removeEndpoint } from "@/lib/models/endpoint-verbs/remove";
import { endpointPatch } from "@/lib/models/schemas";

export * from "@/lib/http/nothing";

export const GET = route({
  access: "admin",
  summary: "An endpoint with its models",
  owner: ({ params }) => endpointRow(params.id ?? ""),
  handle: async ({ owned }) => endpointJson(owned),
});

export const PATCH = route({
  access: "admin",
  summary: "Changes an endpoint; models, when given, is the whole list",
  owner: ({ params }) => endpointRow(params.id ?? ""),
  body: endpointPatch,
  handle: async ({ viewer, owned, body }) =>
    endpointJson(await patchEndpoint({ viewer, endpoint: owned, input: body })),
});

export const DELETE = route({
  access: "admin",
  summary: "Deletes an endpoint, its models and its key; usage and prices are kept",
  owner: ({ params }) => endpointRow(params.id ?? ""),
  handle: ({ owned }) => removeEndpoint(owned),
});

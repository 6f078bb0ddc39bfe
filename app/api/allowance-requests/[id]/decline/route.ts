import { declineRequest } from "@/lib/allowances/requests/decide";
import { requestJson, requestOf } from "@/lib/allowances/requests/request";
import { route } from "@/lib/http/route";

export * from "@/lib/http/nothing";

export const POST = route({
  access: "admin",
  summary: "Declines a request; nothing is granted",
  owner: ({ params }) => requestOf(params.id ?? ""),
  handle: async ({ viewer, owned }) =>
    requestJson(await declineRequest({ viewer, request: owned })),
});

import { grantRequest } from "@/lib/allowances/requests/decide";
import { requestJson, requestOf } from "@/lib/allowances/requests/request";
import { grantRequestBody } from "@/lib/allowances/requests/schemas";
import { actorId } from "@/lib/auth/viewer";
import { attemptOf } from "@/lib/db/once";
import { route } from "@/lib/http/route";

export * from "@/lib/http/nothing";

export const POST = route({
  access: "admin",
  summary: "Grants a request: what was asked for, or another amount",
  owner: ({ params }) => requestOf(params.id ?? ""),
  body: grantRequestBody,
  emptyBody: true,
  handle: async ({ viewer, owned, body, request }) => {
    const attempt = attemptOf(request, actorId(viewer), body);
    return requestJson(await grantRequest({ viewer, request: owned, input: body, attempt }));
  },
});

import { allowanceToSee } from "@/lib/allowances/access";
import { askForMore } from "@/lib/allowances/requests/ask";
import { requestJson } from "@/lib/allowances/requests/request";
import { askBody } from "@/lib/allowances/requests/schemas";
import { route } from "@/lib/http/route";

export * from "@/lib/http/nothing";

export const POST = route({
  access: "member",
  summary: "Asks the admins for more of an allowance; one request may be open at a time",
  status: 201,
  owner: ({ viewer, params }) => allowanceToSee(viewer, params.id ?? ""),
  body: askBody,
  handle: async ({ viewer, owned, body }) =>
    requestJson(await askForMore({ viewer, allowance: owned, input: body })),
});

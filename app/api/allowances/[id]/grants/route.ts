import { allowanceToChange } from "@/lib/allowances/access";
import { allowanceJson } from "@/lib/allowances/allowance-json";
import { grant } from "@/lib/allowances/grant";
import { listedAllowance } from "@/lib/allowances/list";
import { grantBody } from "@/lib/allowances/schemas";
import { actorId } from "@/lib/auth/viewer";
import { attemptOf } from "@/lib/db/once";
import { route } from "@/lib/http/route";

export * from "@/lib/http/nothing";

export const POST = route({
  access: "admin",
  summary: "Tops an allowance up, across its periods, until it is spent or expires",
  status: 201,
  owner: ({ viewer, params }) => allowanceToChange(viewer, params.id ?? ""),
  body: grantBody,
  handle: async ({ viewer, owned, body, request }) => {
    const attempt = attemptOf(request, actorId(viewer), body);
    const { id } = await grant({ viewer, allowance: owned, input: body, attempt });
    return { id, allowance: allowanceJson(await listedAllowance(owned)) };
  },
});

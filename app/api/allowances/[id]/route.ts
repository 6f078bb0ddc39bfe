import { allowanceToChange } from "@/lib/allowances/access";
import { allowanceJson } from "@/lib/allowances/allowance-json";
import { listedAllowance } from "@/lib/allowances/list";
import { patchAllowance } from "@/lib/allowances/patch";
import { removeAllowance } from "@/lib/allowances/remove";
import { patchAllowanceBody } from "@/lib/allowances/schemas";
import { route } from "@/lib/http/route";

export * from "@/lib/http/nothing";

export const PATCH = route({
  access: "account",
  summary: "Changes an allowance, at once",
  owner: ({ viewer, params }) => allowanceToChange(viewer, params.id ?? ""),
  body: patchAllowanceBody,
  handle: async ({ viewer, owned, body }) => {
    const allowance = await patchAllowance({ viewer, allowance: owned, input: body });
    return allowanceJson(await listedAllowance(allowance));
  },
});

export const DELETE = route({
  access: "account",
  summary: "Deletes an allowance from the next call on",
  owner: ({ viewer, params }) => allowanceToChange(viewer, params.id ?? ""),
  handle: ({ owned }) => removeAllowance(owned),
});

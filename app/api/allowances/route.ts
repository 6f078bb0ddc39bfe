import { allowanceJson } from "@/lib/allowances/allowance-json";
import { createAllowance } from "@/lib/allowances/create";
import { listAllowances, listedAllowance } from "@/lib/allowances/list";
import { allowancesQuery, createAllowanceBody } from "@/lib/allowances/schemas";
import { actorId } from "@/lib/auth/viewer";
import { attemptOf } from "@/lib/db/once";
import { route } from "@/lib/http/route";

export * from "@/lib/http/nothing";

export const GET = route({
  access: "signed-in",
  summary: "The allowances that bind the caller; for admins a user's, or all",
  query: allowancesQuery,
  handle: async ({ viewer, query }) => {
    const { data, next_cursor } = await listAllowances({ viewer, input: query });
    return { data: data.map(allowanceJson), next_cursor };
  },
});

export const POST = route({
  access: "account",
  summary: "A new allowance; for a member a cap on themselves",
  status: 201,
  body: createAllowanceBody,
  handle: async ({ viewer, body, request }) => {
    const attempt = attemptOf(request, actorId(viewer), body);
    const allowance = await createAllowance({ viewer, input: body, attempt });
    return allowanceJson(await listedAllowance(allowance));
  },
});

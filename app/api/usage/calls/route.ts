import { attemptOf } from "@/lib/db/once";
import { recordCall } from "@/lib/elsewhere/record-call";
import { recordBody } from "@/lib/elsewhere/schemas";
import { route } from "@/lib/http/route";
import { namedTraceOf, traceHeaders } from "@/lib/http/trace";
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

export const POST = route({
  access: "member",
  summary: "Records a call made elsewhere, once per span, charged whether there is room or not",
  status: 201,
  body: recordBody,
  handle: async ({ viewer, body, request }) => {
    const trace = namedTraceOf(request.headers);
    const attempt = attemptOf(request, viewer.userId, body);
    const { call, isNew } = await recordCall({ viewer, input: body, trace, attempt });
    const headers = { "cache-control": "private, no-store", ...traceHeaders(call) };
    return Response.json(callJson(call), { status: isNew ? 201 : 200, headers });
  },
});

import { attemptOf } from "@/lib/db/once";
import { reservationJson } from "@/lib/elsewhere/reservation-json";
import { reserveElsewhere } from "@/lib/elsewhere/reserve";
import { reservationBody } from "@/lib/elsewhere/schemas";
import { route } from "@/lib/http/route";
import { traceHeaders, traceOf } from "@/lib/http/trace";

export * from "@/lib/http/nothing";

export const POST = route({
  access: "member",
  summary: "Takes the hold of a call that its caller makes, to be settled or released",
  status: 201,
  body: reservationBody,
  handle: async ({ viewer, body, request }) => {
    const attempt = attemptOf(request, viewer.userId, body);
    const trace = traceOf(request.headers);
    const made = await reserveElsewhere({ viewer, input: body, trace, attempt });
    const { traceId, spanId } = made.row;
    const headers = { "cache-control": "private, no-store", ...traceHeaders({ traceId, spanId }) };
    return Response.json(reservationJson(made), { status: 201, headers });
  },
});

import { eq } from "drizzle-orm";
import { identify } from "../auth/identify";
import { standsUntil } from "../auth/viewer";
import { db } from "../db/client";
import { reservations, responses } from "../db/schema";
import { notFound } from "../errors";
import { streamHeaders } from "../generations/event-stream";
import { type FollowOptions, follow } from "../generations/follow";
import { ended } from "../generations/queue";
import { traceHeaders } from "../http/trace";
import { toResponse } from "./response";

/** True when the request asks for server-sent events. */
export function wantsEvents(request: Request): boolean {
  return (request.headers.get("accept") ?? "").toLowerCase().includes("text/event-stream");
}

/** A stream of a conversation's events, or 204 when there is nothing to read. */
export async function eventsReply(
  request: Request,
  options: Omit<FollowOptions, "mayGoOnUntil">,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): Promise<Response> {
  const stream = await follow({ ...options, mayGoOnUntil: () => mayUntil(request) });
  if (!stream) return new Response(null, { status: 204 });
  return new Response(stream, { status, headers: { ...streamHeaders, ...headers } });
}

/** Until when whoever asked is signed in, and the key good. */
async function mayUntil(request: Request): Promise<number> {
  return identify(request).then(
    ({ viewer }) => (viewer ? standsUntil(viewer) : 0),
    () => 0,
  );
}

/** What a reply says of the trace of a turn: of its answer's span where it has one already. */
export async function traceHeadersOf(responseId: string): Promise<Record<string, string>> {
  const [row] = await db()
    .select({ traceId: responses.traceId, spanId: reservations.spanId })
    .from(responses)
    .leftJoin(reservations, eq(reservations.id, responses.reservationId))
    .where(eq(responses.id, responseId));
  return row ? traceHeaders(row) : {};
}

/** A response as it is when its making has ended. */
export async function finishedResponse(responseId: string) {
  await ended(responseId);
  const [row] = await db().select().from(responses).where(eq(responses.id, responseId));
  if (!row) throw notFound("response");
  return toResponse(row);
}

import { and, desc, eq, gte, lt, type SQL } from "drizzle-orm";
import type { Viewer } from "../auth/viewer";
import { db } from "../db/client";
import { usage } from "../db/schema";
import { PurserError } from "../errors";
import { page } from "../http/page";
import { type Call, callColumns, toCall } from "./call";
import { forReview } from "./queries";
import type { CallFilters } from "./schemas";

type Asked = { viewer: Viewer; input: CallFilters };

const rowsAtOnce = 500;

/** A page of calls, newest first: a person's own, for an admin everybody's (or `user`'s). */
export async function listCalls({
  viewer,
  input,
}: {
  viewer: Viewer;
  input: CallFilters & { limit: number; cursor?: string | undefined };
}): Promise<{ data: Call[]; next_cursor: string | null }> {
  const rows = await read(matching({ viewer, input }), input.cursor, input.limit + 1);
  return page(rows, input.limit);
}

/** Every call that matches, newest first, read in portions. Refuses before the first portion. */
export function allCalls({ viewer, input }: Asked): AsyncGenerator<Call[]> {
  return portions(matching({ viewer, input }));
}

async function* portions(where: SQL[]): AsyncGenerator<Call[]> {
  let cursor: string | undefined;
  do {
    const calls = await read(where, cursor, rowsAtOnce);
    if (calls.length > 0) yield calls;
    cursor = calls.length === rowsAtOnce ? calls.at(-1)?.id : undefined;
  } while (cursor);
}

async function read(where: SQL[], cursor: string | undefined, limit: number): Promise<Call[]> {
  const rows = await db()
    .select(callColumns)
    .from(usage)
    .where(and(...where, ...(cursor ? [lt(usage.id, cursor)] : [])))
    .orderBy(desc(usage.id))
    .limit(limit);
  return rows.map(toCall);
}

function matching({ viewer, input }: Asked): SQL[] {
  const { from, to, model, purpose, trace, conversation, review } = input;
  const userId = whoseCalls(viewer, input.user);
  const all: (SQL | undefined)[] = [
    userId === undefined ? undefined : eq(usage.userId, userId),
    from === undefined ? undefined : gte(usage.createdAt, from),
    to === undefined ? undefined : lt(usage.createdAt, to),
    model === undefined ? undefined : eq(usage.model, model),
    purpose === undefined ? undefined : eq(usage.purpose, purpose),
    trace === undefined ? undefined : eq(usage.traceId, trace),
    conversation === undefined ? undefined : eq(usage.conversationId, conversation),
    review === undefined ? undefined : forReview,
  ];
  return all.filter((condition) => condition !== undefined);
}

/** The user whose calls are asked for; undefined is everybody, for admins. */
export function whoseCalls(viewer: Viewer, user: string | undefined): string | undefined {
  if (viewer.role === "admin") return user;
  if (user === undefined || user === viewer.userId) return viewer.userId;
  throw new PurserError("forbidden", "Only an admin can see the calls of somebody else.");
}

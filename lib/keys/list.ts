import { and, desc, eq, isNull, lt } from "drizzle-orm";
import { type Standing, standingsOf } from "../allowances/standing";
import type { Viewer } from "../auth/viewer";
import { db } from "../db/client";
import { keys } from "../db/schema";
import { PurserError } from "../errors";
import { page } from "../http/page";
import type { KeyRow } from "./access";
import { capsOf } from "./cap";

type Asked = { limit: number; cursor?: string | undefined; userId?: string | undefined };

/** The keys in force of the viewer, newest first; for an admin also somebody's, or everybody's. */
export async function listKeys(
  { viewer, input }: { viewer: Viewer; input: Asked },
  now = Date.now(),
) {
  const own = viewer.kind === "person" ? viewer.userId : undefined;
  if (input.userId && input.userId !== own && viewer.role !== "admin") {
    throw new PurserError("forbidden", "Only an admin sees the keys of others.");
  }
  const userId = input.userId ?? own;
  const rows = await db()
    .select()
    .from(keys)
    .where(
      and(
        isNull(keys.revokedAt),
        userId ? eq(keys.userId, userId) : undefined,
        input.cursor ? lt(keys.id, input.cursor) : undefined,
      ),
    )
    .orderBy(desc(keys.id))
    .limit(input.limit + 1);
  const { data, next_cursor } = page(rows, input.limit);
  return { data: await keysJson(data, now), next_cursor };
}

/** Keys as the API shows them, with what is left of their caps. */
export async function keysJson(rows: KeyRow[], now = Date.now()) {
  const caps = await capsOf(rows.map(({ id }) => id));
  const standings = await standingsOf(
    [...caps.values()].map((allowance) => ({ allowance, subject: "" })),
    now,
  );
  const standing = new Map(standings.map((each) => [each.allowance.subjectId, each]));
  return rows.map((row) => ({
    id: row.id,
    user_id: row.userId,
    name: row.name,
    last_four: row.lastFour,
    purpose: row.purpose,
    models: row.models,
    requests_per_minute: row.requestsPerMinute,
    created_at: row.createdAt,
    last_used_at: row.lastUsedAt,
    expires_at: row.expiresAt,
    previous_until: (row.previousUntil ?? 0) > now ? row.previousUntil : null,
    cap: capJson(standing.get(row.id)),
  }));
}

function capJson(standing: Standing | undefined) {
  if (!standing) return null;
  const { allowance } = standing;
  return {
    allowance_id: allowance.id,
    window: allowance.window,
    time_zone: allowance.timeZone,
    amount_credits: standing.amountCredits,
    spent_credits: standing.spentCredits,
    reserved_credits: standing.reservedCredits,
    remaining_credits: standing.remainingCredits,
    resets_at: standing.resetsAt,
  };
}

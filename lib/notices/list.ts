import { and, desc, eq, inArray, lt, or, type SQL, sql } from "drizzle-orm";
import { type Allowance, type Chosen, guestsSubject } from "../allowances/choose";
import { type Standing, standingsOf } from "../allowances/standing";
import { rollingMs } from "../allowances/window";
import type { Viewer } from "../auth/viewer";
import { db } from "../db/client";
import { allowances, keys, notices, noticesSeen } from "../db/schema";
import { notFound } from "../errors";
import { page } from "../http/page";
import { isReached } from "./notice";

/** A threshold that was reached, of which allowance, and when the viewer put it away. */
export type Notice = typeof notices.$inferSelect & { allowance: Allowance; seenAt: number | null };

/** Newest first: one's own, and for admins those that many share. */
export async function listNotices({
  viewer,
  input: { limit, cursor },
}: {
  viewer: Viewer;
  input: { limit: number; cursor?: string | undefined };
}) {
  const rows = await select(viewer, cursor ? lt(notices.id, cursor) : undefined, limit + 1);
  return page(rows, limit);
}

/** @throws PurserError not_found, also for what concerns somebody else */
export async function noticeToSee(viewer: Viewer, id: string): Promise<Notice> {
  const [notice] = await select(viewer, eq(notices.id, id), 1);
  if (!notice) throw notFound("notice");
  return notice;
}

/** How many of the newest are looked through for what is still true. */
const looked = 200;

/**
 * What is worth a line now: of each allowance the highest threshold that is still reached in the
 * period that is running, unless the viewer put it, or a higher one, away.
 */
export async function openNotices(viewer: Viewer, now = Date.now()): Promise<Notice[]> {
  const running = (await select(viewer, undefined, looked)).filter((notice) =>
    isRunning(notice, now),
  );
  const chosen = [...new Map(running.map((notice) => [keyOf(notice), toChosen(notice)])).values()];
  const standings = await standingsOf(chosen, now);
  return chosen.flatMap((each, at) => {
    const standing = standings[at];
    const beside = running.filter((notice) => keyOf(notice) === keyOf(toKey(each)));
    const highest = standing && highestOf(beside, standing);
    return highest ? [{ ...highest, ...figuresOf(standing) }] : [];
  });
}

function highestOf(beside: Notice[], standing: Standing): Notice | undefined {
  const seen = Math.max(
    0,
    ...beside.filter(({ seenAt }) => seenAt !== null).map((n) => n.threshold),
  );
  return beside
    .filter(({ threshold }) => threshold > seen && isReached(threshold, standing))
    .sort((a, b) => b.threshold - a.threshold)[0];
}

function figuresOf({ spentCredits, amountCredits, resetsAt }: Standing) {
  return { spentCredits, amountCredits, resetsAt };
}

const keyOf = ({ allowanceId, subject }: Pick<Notice, "allowanceId" | "subject">) =>
  `${allowanceId} ${subject}`;
const toChosen = ({ allowance, subject }: Notice): Chosen => ({ allowance, subject });
const toKey = ({ allowance, subject }: Chosen) => ({ allowanceId: allowance.id, subject });

function isRunning({ allowance, periodStart, resetsAt }: Notice, now: number): boolean {
  if (allowance.deletedAt !== null) return false;
  const length = rollingMs(allowance.window);
  if (length !== null) return periodStart > now - length;
  return resetsAt === null || resetsAt > now;
}

async function select(viewer: Viewer, narrowed: SQL | undefined, limit: number): Promise<Notice[]> {
  const userId = viewer.kind === "person" ? viewer.userId : "";
  const rows = await db()
    .select({ notice: notices, allowance: allowances, seenAt: noticesSeen.createdAt })
    .from(notices)
    .innerJoin(allowances, eq(allowances.id, notices.allowanceId))
    .leftJoin(
      noticesSeen,
      and(eq(noticesSeen.noticeId, notices.id), eq(noticesSeen.userId, userId)),
    )
    .where(and(concerns(viewer), narrowed))
    .orderBy(desc(notices.id))
    .limit(limit);
  return rows.map(({ notice, ...about }) => ({ ...notice, ...about }));
}

/** Own allowances concern their person, shared ones the admins. */
function concerns(viewer: Viewer): SQL | undefined {
  const shared = or(
    inArray(allowances.level, ["instance", "group"]),
    eq(notices.subject, guestsSubject),
  );
  const isAdmin = viewer.role === "admin";
  if (viewer.kind !== "person") return shared;
  const { userId } = viewer;
  const theirKeys = db().select({ id: keys.id }).from(keys).where(eq(keys.userId, userId));
  return or(
    eq(notices.subject, userId),
    and(eq(allowances.level, "user"), eq(allowances.subjectId, userId)),
    and(eq(allowances.level, "key"), inArray(allowances.subjectId, theirKeys)),
    isAdmin ? shared : sql`false`,
  );
}

export function noticeJson(notice: Notice) {
  const { allowance } = notice;
  return {
    id: notice.id,
    allowance: {
      id: allowance.id,
      name: allowance.name,
      window: allowance.window,
      time_zone: allowance.timeZone,
    },
    threshold: notice.threshold,
    spent_credits: notice.spentCredits,
    amount_credits: notice.amountCredits,
    resets_at: notice.resetsAt,
    seen_at: notice.seenAt,
    created_at: notice.createdAt,
  };
}

export type NoticeJson = ReturnType<typeof noticeJson>;

import { and, desc, eq, inArray, lt, or, type SQL } from "drizzle-orm";
import { type Allowance, type Chosen, guestsSubject } from "../allowances/choose";
import { liveAllowances } from "../allowances/live";
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
  const length = rollingMs(allowance.window);
  if (length !== null) return periodStart > now - length;
  return resetsAt === null || resetsAt > now;
}

async function select(viewer: Viewer, narrowed: SQL | undefined, limit: number): Promise<Notice[]> {
  const theirs = await concerns(viewer);
  if (theirs.length === 0) return [];
  const userId = viewer.kind === "person" ? viewer.userId : "";
  const rows = await db()
    .select({ notice: notices, allowance: allowances, seenAt: noticesSeen.createdAt })
    .from(notices)
    .innerJoin(allowances, eq(allowances.id, notices.allowanceId))
    .leftJoin(
      noticesSeen,
      and(eq(noticesSeen.noticeId, notices.id), eq(noticesSeen.userId, userId)),
    )
    .where(and(or(...theirs), narrowed))
    .orderBy(desc(notices.id))
    .limit(limit);
  return rows.map(({ notice, ...about }) => ({ ...notice, ...about }));
}

/**
 * Own allowances concern their person, shared ones the admins. Each by its allowance and subject,
 * as the index has them: the notices of others are not looked at.
 */
async function concerns(viewer: Viewer): Promise<SQL[]> {
  const live = await liveAllowances();
  const ofSubject = (subject: string, isOne: (allowance: Allowance) => boolean): SQL[] => {
    const ids = live.filter(isOne).map(({ id }) => id);
    const these = and(inArray(notices.allowanceId, ids), eq(notices.subject, subject));
    return ids.length > 0 && these ? [these] : [];
  };
  const isShared = ({ level }: Allowance) => level === "instance" || level === "group";
  const isEach = ({ level }: Allowance) => level === "each-user";
  const shared = [...ofSubject("", isShared), ...ofSubject(guestsSubject, isEach)];
  if (viewer.kind !== "person") return shared;
  const keyIds = live.some(({ level }) => level === "key") ? await keysOf(viewer.userId) : [];
  const subjects = new Set([viewer.userId, ...keyIds]);
  const isOwn = ({ level, subjectId }: Allowance) =>
    (level === "user" || level === "key") && subjects.has(subjectId ?? "");
  const own = [...ofSubject("", isOwn), ...ofSubject(viewer.userId, isEach)];
  return viewer.role === "admin" ? [...own, ...shared] : own;
}

async function keysOf(userId: string): Promise<string[]> {
  const rows = await db().select({ id: keys.id }).from(keys).where(eq(keys.userId, userId));
  return rows.map(({ id }) => id);
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

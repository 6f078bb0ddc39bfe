import type { Person } from "../auth/viewer";
import { db } from "../db/client";
import { noticesSeen } from "../db/schema";
import { statement, write } from "../db/write";
import type { Notice } from "./list";

/** Puts a notice away for its viewer; again changes nothing. */
export async function putAway({
  viewer,
  notice,
}: {
  viewer: Person;
  notice: Notice;
}): Promise<void> {
  const seen = { noticeId: notice.id, userId: viewer.userId, createdAt: Date.now() };
  await write([statement(db().insert(noticesSeen).values(seen).onConflictDoNothing())]);
}

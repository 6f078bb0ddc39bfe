import { and, desc, eq, lt } from "drizzle-orm";
import type { Viewer } from "../../auth/viewer";
import { db } from "../../db/client";
import { allowanceRequests } from "../../db/schema";
import { page } from "../../http/page";
import { type Request, selectRequests, toRequest } from "./request";

type Asked = {
  viewer: Viewer;
  input: { limit: number; cursor?: string | undefined; state?: Request["state"] | undefined };
  /** An admin's own alone, as those of others. */
  own?: boolean;
};

/** Requests for more, newest first: one's own, for an admin everybody's. */
export async function listRequests({ viewer, input, own = viewer.role !== "admin" }: Asked) {
  const { limit, cursor, state } = input;
  const userId = own && viewer.kind === "person" ? viewer.userId : null;
  const rows = await selectRequests()
    .where(
      and(
        userId === null ? undefined : eq(allowanceRequests.userId, userId),
        state ? eq(allowanceRequests.state, state) : undefined,
        cursor ? lt(allowanceRequests.id, cursor) : undefined,
      ),
    )
    .orderBy(desc(allowanceRequests.id))
    .limit(limit + 1);
  return page(rows.map(toRequest), limit);
}

/** How many wait for an admin. */
export async function countAsked(): Promise<number> {
  return db().$count(allowanceRequests, eq(allowanceRequests.state, "open"));
}

import { and, desc, isNull, lt } from "drizzle-orm";
import { db } from "../../db/client";
import { endpoints } from "../../db/schema";
import type { EndpointRow } from "../endpoint-rows";

/** The live endpoints, newest first; one more than `limit` when there are more. */
export function listEndpoints({
  input,
}: {
  input: { limit: number; cursor?: string };
}): Promise<EndpointRow[]> {
  const after = input.cursor ? lt(endpoints.id, input.cursor) : undefined;
  return db()
    .select()
    .from(endpoints)
    .where(and(isNull(endpoints.deletedAt), after))
    .orderBy(desc(endpoints.id))
    .limit(input.limit + 1);
}

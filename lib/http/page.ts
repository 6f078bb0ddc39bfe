import { z } from "zod";
import { invalid } from "../errors";

/** `?limit=&cursor=` of every list. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
};

/** A page of a newest-first list: `rows` holds one row more than `limit` when there are more. */
export function page<T extends { id: string }>(rows: T[], limit: number) {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  return { data, next_cursor: rows.length > limit && last ? last.id : null };
}

/** A page of a short list that is at hand whole, in its own order; `nameOf` says its cursors. */
export function pageOf<T>(
  all: T[],
  { limit = all.length, cursor }: { limit?: number; cursor?: string | undefined },
  nameOf: (item: T) => string,
) {
  const at = cursor === undefined ? -1 : all.findIndex((item) => nameOf(item) === cursor);
  if (cursor !== undefined && at < 0) {
    throw invalid("cursor", "The next_cursor of the page before is right.");
  }
  const end = at + 1 + limit;
  const last = all[end - 1];
  return {
    data: all.slice(at + 1, end),
    next_cursor: last && end < all.length ? nameOf(last) : null,
  };
}

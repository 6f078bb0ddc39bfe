import { z } from "zod";
import { invalid } from "../errors";
import { isId } from "../ids";

const rightCursor = "The next_cursor of the page before is right; without it the first page comes.";

/** Where a newest-first list goes on: the id of the last row of the page before. */
const cursor = z.string().refine((value) => value === "" || isId(value), rightCursor);

/** `?limit=&cursor=` of every list. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: cursor.optional(),
};

/** The same of a list whose pages go on after a name (`pageOf`). */
export const namedPageQuery = { ...pageQuery, cursor: z.string().max(200).optional() };

/** The cursor in a page's address; anything else is as if it were not there. */
export function cursorIn(value: string | string[] | undefined): string | undefined {
  const [first] = [value].flat();
  return first && isId(first) ? first : undefined;
}

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
  const at = cursor ? all.findIndex((item) => nameOf(item) === cursor) : -1;
  if (cursor && at < 0) {
    throw invalid("cursor", rightCursor);
  }
  const end = at + 1 + limit;
  const last = all[end - 1];
  return {
    data: all.slice(at + 1, end),
    next_cursor: last && end < all.length ? nameOf(last) : null,
  };
}

import { z } from "zod";
import { pageQuery } from "../http/page";
import { timeZoneField } from "../time-zone";

const time = z.coerce.number("A time in milliseconds since the epoch.").int().min(0);
const word = z.string().min(1).max(200);

/** What narrows a list of calls. `from` is included, `to` is not. */
const filters = {
  from: time.optional(),
  to: time.optional(),
  model: word.optional(),
  purpose: word.optional(),
  trace: word.optional(),
  conversation: word.optional(),
  /** Those alone that were estimated, overran, or were settled by a rule. */
  review: z.literal("1", "1 is right, or leave it out.").optional(),
  /** Another person's calls: for admins. */
  user: word.optional(),
};

type Times = { from?: number | undefined; to?: number | undefined };

/** A time that ends before it begins is a mistake, which an empty list would hide. */
const isInOrder = ({ from = 0, to = from }: Times) => from <= to;
const inOrder = { path: ["to"], error: "Not before `from` is right." };

/** `csv` and `ndjson` carry every call that matches; `limit` and `cursor` page `json` alone. */
export const callsQuery = z
  .strictObject({
    ...filters,
    ...pageQuery,
    format: z.enum(["json", "csv", "ndjson"]).default("json"),
  })
  .refine(isInOrder, inOrder);

export type CallsQuery = z.output<typeof callsQuery>;
export type CallFilters = Omit<CallsQuery, "limit" | "cursor" | "format">;

export const buckets = ["hour", "day", "week", "month"] as const;
export const groupings = ["purpose", "model", "user", "key"] as const;
export type Grouping = (typeof groupings)[number];

const groupBy = z
  .string()
  .transform((words) => [...new Set(words.split(",").filter((word) => word !== ""))])
  .pipe(z.array(z.enum(groupings, `Some of ${groupings.join(",")} are right.`)));

/** `GET /api/usage`: sums of calls by time and by what is asked for. */
export const reportQuery = z
  .strictObject({
    from: time.optional(),
    to: time.optional(),
    bucket: z.enum(buckets, `One of ${buckets.join(", ")} is right.`).default("day"),
    group_by: groupBy.default([]),
    time_zone: timeZoneField.default("UTC"),
    user: word.optional(),
  })
  .refine(isInOrder, inOrder);

export type ReportQuery = z.output<typeof reportQuery>;

import { expect, test } from "vitest";
import { z } from "zod";
import { whatIsRight } from "./what-is-right";

const count = z.int().min(1).max(200);
const kind = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("budget") }),
  z.object({ kind: z.literal("cap") }),
]);

test.each<[z.ZodType, unknown, string]>([
  [z.string(), undefined, "It is missing. A text is right."],
  [z.string(), 5, "A text is right."],
  [z.string().trim().min(1).max(80), " ", "A text of 1 to 80 characters is right."],
  [z.string().length(4), "x", "A text of 4 characters is right."],
  [z.url(), "x", "An address such as https://example.com is right."],
  [z.boolean(), "yes", "true or false is right."],
  [count, "x", "A whole number from 1 to 200 is right."],
  [count, 0, "A whole number from 1 to 200 is right."],
  [count, 1.5, "A whole number from 1 to 200 is right."],
  [z.coerce.number().int().min(0), "x", "A whole number from 0 is right."],
  [z.int(), 1e30, "A whole number is right."],
  [z.number().positive().lt(2), 2, "A number above 0 below 2 is right."],
  [z.number().max(9).multipleOf(3), 4, "A number up to 9, a multiple of 3, is right."],
  [z.array(z.string()).min(1), [], "A list of at least 1 item is right."],
  [z.array(z.string()).max(0), [1], "An empty list is right."],
  [z.enum(["member", "admin"]), undefined, "It is missing. One of member, admin is right."],
  [z.union([z.string(), z.array(z.string())]), 1, "A text or a list is right."],
  [z.union([z.string(), z.number()]), undefined, "It is missing. A text or a number is right."],
  [count.nullable(), "x", "A whole number from 1 to 200 is right."],
  [
    z.record(z.string().max(3), z.unknown()),
    { long: 1 },
    "A text of at most 3 characters is right.",
  ],
  [kind, { kind: "x" }, "One of budget, cap is right."],
  [kind, {}, "It is missing. One of budget, cap is right."],
  [z.strictObject({}), [], "An object is right."],
  [z.custom(() => false), 1, "Another value is right."],
  [z.unknown().refine((value) => value !== undefined), undefined, "It is missing."],
  [z.string("A name of ours."), 1, "A name of ours."],
])("%#: a mistake says what would be right", (schema, value, message) => {
  const { error } = schema.safeParse(value, { error: whatIsRight });
  expect(error?.issues.map((issue) => issue.message)).toEqual([message]);
});

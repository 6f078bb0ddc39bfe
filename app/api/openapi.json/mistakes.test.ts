import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { PurserError } from "@/lib/errors";
import { check } from "@/lib/http/body";
import { routes } from "./routes";

type Schema = { properties?: Record<string, Schema>; items?: Schema; anyOf?: Schema[] };

/** What nobody meant, and what somebody nearly did. */
const anything = fc.oneof(
  fc.constantFrom(undefined, null, true, "", " ", "x", "x".repeat(300_001), -1, 0, 0.5, 1e30),
  fc.constantFrom([], {}, [null], ["x", 1], { x: { y: null } }, "12", "2026-02-30", Number.NaN),
);

/** Values that a schema half takes: its own fields, with anything in them. */
function near({ properties, items, anyOf }: Schema, depth = 0): fc.Arbitrary<unknown> {
  const ways: fc.Arbitrary<unknown>[] = [anything];
  if (depth < 5) {
    for (const way of anyOf ?? []) ways.push(near(way, depth + 1));
    if (items) ways.push(fc.array(near(items, depth + 1), { maxLength: 3 }));
    if (properties) {
      const fields = Object.entries(properties).map(([name, of]) => [name, near(of, depth + 1)]);
      ways.push(fc.record(Object.fromEntries(fields), { requiredKeys: [] }));
      ways.push(fc.record(Object.fromEntries(fields)));
    }
  }
  return fc.oneof(...ways.map((arbitrary, at) => ({ arbitrary, weight: at === 0 ? 1 : 4 })));
}

const schemas = Object.entries(routes).flatMap(([path, handlers]) =>
  Object.entries(handlers).flatMap(([verb, { spec }]) =>
    ([spec?.body, spec?.query] as const).flatMap((schema) =>
      schema ? [[`${verb} ${path}`, schema] as const] : [],
    ),
  ),
);

const foreign = /invalid|expected|received|too (big|small)|unrecognized|undefined|NaN/i;

test.each(schemas)("%s: every mistake is told in our words", (_, schema) => {
  const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Schema;
  fc.assert(
    fc.property(near(json), (value) => {
      for (const { message } of mistakesOf(schema, value)) expect(message).not.toMatch(foreign);
    }),
    { numRuns: 100 },
  );
});

function mistakesOf(schema: z.ZodType, value: unknown) {
  try {
    check(schema, value, "body");
    return [];
  } catch (error) {
    if (error instanceof PurserError) return error.extra.errors ?? [];
    throw error;
  }
}

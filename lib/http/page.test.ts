import { expect, it } from "vitest";
import { z } from "zod";
import { newId } from "../ids";
import { cursorIn, pageOf, pageQuery } from "./page";

const query = z.strictObject(pageQuery);

it("takes the id of the page before as a cursor, and says so of anything else", () => {
  const id = newId();
  expect(query.parse({ cursor: id }).cursor).toBe(id);
  expect(query.parse({ cursor: "" }).cursor).toBe("");
  for (const cursor of ["nonsense", "1", "'", id.toUpperCase(), `${id}0`, id.slice(1)]) {
    const refused = query.safeParse({ cursor });
    expect(refused.error?.issues).toMatchObject([
      { path: ["cursor"], message: expect.stringContaining("next_cursor") },
    ]);
  }
});

it("begins a page of the interface anew where its address has no cursor", () => {
  const id = newId();
  expect(cursorIn([id, "other"])).toBe(id);
  expect([cursorIn("nonsense"), cursorIn(""), cursorIn(undefined)]).toEqual(
    Array(3).fill(undefined),
  );
});

it("pages a list at hand by names, and refuses one that is not in it", () => {
  const all = ["a", "b", "c"];
  const first = pageOf(all, { limit: 2, cursor: "" }, (item) => item);
  expect(first).toEqual({ data: ["a", "b"], next_cursor: "b" });
  expect(pageOf(all, { limit: 2, cursor: "b" }, (item) => item).data).toEqual(["c"]);
  expect(() => pageOf(all, { cursor: "d" }, (item) => item)).toThrow(/next_cursor/);
});

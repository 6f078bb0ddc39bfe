import { expect, test } from "vitest";
import { z } from "zod";
import { check, readBody } from "./body";

const schema = z.strictObject({
  count: z.int("A whole number of tokens."),
  name: z.string("A name is missing."),
  list: z.array(z.string()).max(2).optional(),
});

const mistakesOf = (value: unknown) => {
  try {
    check(schema, value, "body");
    return null;
  } catch (error) {
    return (error as { extra: { errors: unknown } }).extra.errors;
  }
};

test("each mistake has its path and what would be right; what is missing is said to be", () => {
  expect(mistakesOf({ count: 1, name: "a", list: ["b"] })).toBeNull();
  expect(mistakesOf({ list: ["a", 2], more: 1 })).toEqual([
    { path: "count", message: "It is missing. A whole number of tokens." },
    { path: "name", message: "A name is missing." },
    { path: "list.1", message: "A text is right." },
    { path: "more", message: "There is no such field." },
  ]);
  expect(mistakesOf({ count: "1", name: "a" })).toEqual([
    { path: "count", message: "A whole number of tokens." },
  ]);
  expect(mistakesOf([])).toEqual([{ path: "", message: "An object is right." }]);
});

test.each(["application/json", "application/x-www-form-urlencoded"])(
  "bytes that are no text are refused, not replaced by other letters: %s",
  async (type) => {
    const named = z.strictObject({ name: z.string() });
    const isJson = type === "application/json";
    const read = (text: string, encoding: "utf8" | "latin1") => {
      const body = Buffer.from(isJson ? `{"name":"${text}"}` : `name=${text}`, encoding);
      const headers = { "content-type": type };
      const request = new Request("http://localhost/", { method: "POST", headers, body });
      return readBody(request, named, { form: true });
    };
    expect(await read("Zoë", "utf8")).toEqual({ name: "Zoë" });
    const refusal = { code: "invalid", message: "The body is not UTF-8." };
    await expect(read("Zoë", "latin1")).rejects.toMatchObject(refusal);
  },
);

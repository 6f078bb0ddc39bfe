import { expect, test } from "vitest";
import { safePath } from "./safe-path";
import { waysOut } from "./ways-out.testing";

const origin = "http://purser.example:3000";

test("paths and own addresses stay", () => {
  const fine = [
    "/",
    "/c/01jd",
    "/usage?from=1&to=2#calls",
    "/c/%2f%2fevil.example",
    "/@evil.example",
  ];
  for (const path of fine) {
    expect(safePath(path, origin)).toBe(path);
    expect(safePath(`${origin}${path}`, origin)).toBe(path);
  }
  expect(safePath("/a/../usage", origin)).toBe("/usage");
});

test("ways out lead to the first page", () => {
  expect(waysOut.length).toBeGreaterThanOrEqual(80);
  for (const wanted of waysOut) expect(safePath(wanted, origin), wanted).toBe("/");
  for (const wanted of [undefined, null, 7, ["/c/1"]]) expect(safePath(wanted, origin)).toBe("/");
});

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { faults } from "./faults";

const read = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");

test("every fault is tried, and is in the README under its row", () => {
  const tests = read("./faults-breaks.test.ts") + read("./faults-content.test.ts");
  expect(Object.keys(faults).filter((name) => !tests.includes(`"${name}"`))).toEqual([]);
  const readme = read("./README.md").replace(/ +/g, " ");
  const missing = Object.entries(faults).filter(
    ([name, fault]) => !readme.includes(`| ${fault.row} | \`${name}\` | ${fault.about} |`),
  );
  expect(missing).toEqual([]);
});

import { expect, it } from "vitest";
import { importsOf, readSources } from "./house-rules";
import { sources } from "./prepare.mjs";

it("builds again when anything changes that is built, and nothing else", () => {
  const built = new Set(sources());
  for (const file of [
    "package.json",
    "package-lock.json",
    "next.config.ts",
    "instrumentation.ts",
  ]) {
    expect(built).toContain(file);
  }
  const application = readSources(".").filter(
    ({ path }) => /^(app|components|lib)\//.test(path) && !path.includes(".test."),
  );
  for (const { path } of application) expect(built).toContain(path);
  expect([...built].filter((file) => /\.test\.|^(e2e|bench|docs|data|public)/.test(file))).toEqual(
    [],
  );
});

it("is not built of anything outside of what is looked at", () => {
  const outside = readSources(".")
    .filter(({ path }) => /^(app|components|lib)\//.test(path) && !/test(ing)?\.tsx?$/.test(path))
    .flatMap((source) => importsOf(source).map((imported) => imported.path))
    .filter((path) => /^(e2e|bench|scripts|server|drizzle)\//.test(path));
  expect(outside).toEqual([]);
});

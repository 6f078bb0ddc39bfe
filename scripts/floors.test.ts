import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

/** Below these are known holes (reliability O5); an older one does not get through the tests. */
const floors: Record<string, string> = {
  next: "16.4.5",
  "next-auth": "4.24.15",
  "drizzle-orm": "0.45.2",
  ai: "5.0.52",
  mermaid: "11.10.0",
};

type Lock = { packages: Record<string, { version?: string; hasInstallScript?: boolean }> };
const lock: Lock = JSON.parse(readFileSync("package-lock.json", "utf8"));

const numbers = (version: string) => version.split(/[.-]/).map(Number);

function isBelow(version: string, floor: string): boolean {
  const [had, wanted] = [numbers(version), numbers(floor)];
  const differs = wanted.findIndex((part, at) => part !== had[at]);
  return differs >= 0 && (had[differs] ?? 0) < (wanted[differs] ?? 0);
}

it("installs nothing with a known hole, however deep", () => {
  const below = Object.entries(lock.packages).flatMap(([path, { version = "0" }]) => {
    const floor = floors[path.replace(/^.*node_modules\//, "")];
    return floor && isBelow(version, floor) ? [`${path} ${version} is below ${floor}`] : [];
  });
  expect(below).toEqual([]);
  expect([isBelow("16.4.4", "16.4.5"), isBelow("16.3.9", "16.4.5")]).toEqual([true, true]);
  expect([isBelow("16.4.5", "16.4.5"), isBelow("17.0.0", "16.4.5")]).toEqual([false, false]);
});

it("runs no package's own install script", () => {
  expect(readFileSync(".npmrc", "utf8")).toMatch(/^ignore-scripts=true$/m);
});

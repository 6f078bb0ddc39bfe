import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { findChromium } from "./chromium.mjs";
import { run } from "./run.mjs";

const results = "test-results";
const bin = (...parts) => path.join("node_modules", ...parts);
const node = (script, args, env) =>
  run({ command: process.execPath, args: [script, ...args], env });

const check = (name, script, ...args) => ({
  name,
  async passes() {
    console.log(`\n${name} ...`);
    return (await node(script, args)).code === 0;
  },
});

export const checks = [
  check("Format", bin("@biomejs", "biome", "bin", "biome"), "format", "."),
  check("Lint", bin("@biomejs", "biome", "bin", "biome"), "lint", "."),
  check("Types of routes", bin("next", "dist", "bin", "next"), "typegen"),
  check("Types", bin("typescript", "bin", "tsc"), "--noEmit"),
];

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @returns {Promise<Counts>} */
export async function vitest() {
  console.log("\nUnit tests ...");
  const file = fresh("vitest.json");
  const args = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const { code } = await node(bin("vitest", "vitest.mjs"), args);
  const told = read(file);
  return counted(code, {
    passed: told?.numPassedTests ?? 0,
    failed: told?.numFailedTests ?? 0,
    skipped: (told?.numPendingTests ?? 0) + (told?.numTodoTests ?? 0),
  });
}

/** @returns {Promise<Counts>} */
export async function playwright() {
  console.log("\nEnd-to-end tests ...");
  const file = fresh("playwright.json");
  // On a busy machine a browser may be late once; what fails twice is broken. Both are told.
  const { code } = await node(bin("@playwright", "test", "cli.js"), ["test", "--retries=1"], {
    PLAYWRIGHT_JSON_OUTPUT_FILE: path.resolve(file),
    PURSER_TEST_CHROMIUM: (await findChromium()) ?? "",
  });
  const told = read(file)?.stats;
  if (told?.flaky > 0) console.log(`${told.flaky} passed at the second try only; see above.`);
  return counted(code, {
    passed: (told?.expected ?? 0) + (told?.flaky ?? 0),
    failed: told?.unexpected ?? 0,
    skipped: told?.skipped ?? 0,
  });
}

/** A runner that broke without a failing test to show for it is a failure too. */
function counted(code, counts) {
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

function fresh(name) {
  mkdirSync(results, { recursive: true });
  const file = path.join(results, name);
  rmSync(file, { force: true });
  return file;
}

function read(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
}

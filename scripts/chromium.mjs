import { existsSync } from "node:fs";
import { quietly, run, Stop } from "./run.mjs";

const usual = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** A Chromium that is there: the one asked for, an installed one, Playwright's own; or null. */
export async function findChromium() {
  const { chromium } = await import("@playwright/test");
  const asked = process.env.PURSER_TEST_CHROMIUM;
  const candidates = asked ? [asked] : [...usual, chromium.executablePath()];
  return candidates.find((file) => existsSync(file)) ?? null;
}

/** Makes sure that the end-to-end tests have a Chromium that starts. */
export async function ensureChromium() {
  if (await starts()) return;
  const playwright = ["node_modules/@playwright/test/cli.js", "install", "chromium"];
  await attempt("Getting Chromium from Playwright", process.execPath, playwright);
  if (await starts()) return;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    await attempt("Reading the package lists", "apt-get", ["update", "-qq"]);
    const packages = ["chromium", "fonts-liberation"];
    const words = ["install", "-y", "-qq", "--no-install-recommends", ...packages];
    await attempt("Getting Chromium from the system's packages", "apt-get", words);
  }
  if (await starts()) return;
  throw new Stop(
    "The end-to-end tests need Chromium, and none could be had. Install it (on Debian: " +
      "apt-get install chromium), or name one: PURSER_TEST_CHROMIUM=/path/to/chrome npm test",
  );
}

/** One way of several: that it fails is no end yet. */
async function attempt(what, command, args) {
  try {
    await quietly({ what, command, args, env: { DEBIAN_FRONTEND: "noninteractive" } });
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    console.log("  not this way");
  }
}

async function starts() {
  const file = await findChromium();
  if (!file) return false;
  const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", "about:blank"];
  const { code } = await run({ command: file, args: flags, keep: () => undefined });
  return code === 0;
}

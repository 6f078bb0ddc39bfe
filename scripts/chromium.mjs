import { existsSync } from "node:fs";
import { attempt, run, Stop } from "./run.mjs";

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
  const asked = process.env.PURSER_TEST_CHROMIUM;
  if (asked) throw new Stop(`PURSER_TEST_CHROMIUM is ${asked}: that is no Chromium that starts.`);
  const playwright = ["node_modules/@playwright/test/cli.js", "install", "chromium"];
  const command = process.execPath;
  await attempt({ what: "Getting Chromium from Playwright", command, args: playwright });
  if (await starts()) return;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) await installBySystem();
  if (await starts()) return;
  throw new Stop(
    "The end-to-end tests need Chromium, and none could be had. Install it (on Debian: " +
      "apt-get install chromium), or name one: PURSER_TEST_CHROMIUM=/path/to/chrome npm test",
  );
}

async function installBySystem() {
  const apt = { command: "apt-get", env: { DEBIAN_FRONTEND: "noninteractive" } };
  await attempt({ what: "Reading the system's package lists", ...apt, args: ["update", "-qq"] });
  const packages = ["chromium", "fonts-liberation"];
  const args = ["install", "-y", "-qq", "--no-install-recommends", ...packages];
  await attempt({ what: "Getting Chromium from the system's packages", ...apt, args });
}

async function starts() {
  const file = await findChromium();
  if (!file) return false;
  const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", "about:blank"];
  const { code } = await run({ command: file, args: flags, keep: () => undefined });
  return code === 0;
}

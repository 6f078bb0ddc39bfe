import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { quietly } from "./run.mjs";

/** The project's folder, whatever folder we were called from. */
export const root = fileURLToPath(new URL("..", import.meta.url));
const at = (...parts) => path.join(root, ...parts);

const installedMark = at("node_modules", ".purser-installed");
const builtMark = at(".next", "purser-built");

/** What `next build` reads; a house rule keeps imports inside these rooms. */
const sourceRooms = ["app", "components", "lib"];
const sourceFiles = /^(?!next-env).*\.(ts|mjs|json)$/;

/**
 * Installs when what is installed is not what package.json and its lock ask for. Not `npm ci`:
 * a lock made on one platform may lack the packages of another. `--no-save` leaves it as it is,
 * so that a pull finds nothing in its way.
 */
export async function install() {
  const wanted = digest(["package.json", "package-lock.json"]);
  if (read(installedMark) === wanted) return;
  const npm = process.env.npm_execpath;
  const words = ["install", "--include=dev", "--no-save", "--no-audit", "--no-fund"];
  await quietly({
    what: "Installing what Purser is built of (a minute or two the first time)",
    command: npm ? process.execPath : "npm",
    args: npm ? [npm, ...words] : words,
    // Our tests find a browser themselves (scripts/chromium.mjs).
    env: { PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: "1" },
  });
  writeFileSync(installedMark, wanted);
}

/** Builds when the sources are not those of the last build. */
export async function build() {
  const wanted = digest(sources(), root);
  if (read(builtMark) === wanted) return;
  mkdirSync(at(".next"), { recursive: true });
  // A build that is cut short must not pass for one that is whole.
  rmSync(builtMark, { force: true });
  await quietly({
    what: "Building Purser (half a minute, more on a small machine)",
    command: process.execPath,
    args: [at("node_modules", "next", "dist", "bin", "next"), "build"],
    env: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  writeFileSync(builtMark, wanted);
}

/** The files whose change asks for another build. */
export function sources() {
  const files = readdirSync(root).filter((name) => sourceFiles.test(name));
  const inRooms = sourceRooms
    .filter((room) => existsSync(at(room)))
    .flatMap((room) =>
      readdirSync(at(room), { recursive: true }).map((name) => path.join(room, String(name))),
    );
  const isSource = (name) => !/\.test\.tsx?$/.test(name) && statSync(at(name)).isFile();
  return [...files, ...inRooms.filter(isSource)];
}

function digest(names, salt = "") {
  const hash = createHash("sha256").update(salt);
  for (const name of names.toSorted()) {
    hash.update(`\0${name}\0`).update(existsSync(at(name)) ? readFileSync(at(name)) : "");
  }
  return hash.digest("hex");
}

function read(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}

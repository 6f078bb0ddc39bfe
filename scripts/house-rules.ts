import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** What biome.jsonc cannot see: rules over lines, over several files, and over words of ours. */
export type Source = { path: string; text: string };

/** What is wrong and where, in words for whoever broke it. */
export type Broken = string;

/**
 * The rooms from the top of the house to the ground. A file imports from its own room and from
 * rooms below; the most specific name counts. Rooms of one line do not know each other.
 */
const storeys: string[][] = [
  ["app", "instrumentation.ts"],
  ["components"],
  ["components/money"],
  ["components/ui"],
  ["lib/boot.ts"],
  ["lib/config-file.ts"],
  ["lib/http/nothing.ts"],
  ["lib/http/route.ts"],
  ["lib/conversations", "lib/gateway", "lib/elsewhere"],
  ["lib/generations"],
  ["lib/metering"],
  ["lib/ledger", "lib/keys"],
  ["lib/notices"],
  ["lib/allowances"],
  ["lib/usage"],
  ["lib/auth"],
  ["lib/models"],
  ["lib/pricing"],
  ["lib/metrics.ts", "lib/readiness.ts", "lib/secrets.ts"],
  ["lib/db"],
  ["lib/http"],
  // Without I/O or knowledge of a domain.
  ["lib", "lib/auth/viewer.ts"],
];

const storeyOf = new Map(storeys.flatMap((rooms, storey) => rooms.map((room) => [room, storey])));

function roomOf(file: string): string | null {
  const parts = file.split("/");
  for (let length = parts.length; length > 0; length--) {
    const name = parts.slice(0, length).join("/");
    if (storeyOf.has(name)) return name;
  }
  return null;
}

const importPattern = new RegExp(
  [
    /\b(?:import|export)\s+(type\s)?[^;'"()]*?from\s*["']([^"']+)["']/,
    /\bimport\s*\(?\s*["']([^"']+)["']/,
    /^@import\s+["']([^"']+)["']/,
  ]
    .map((pattern) => pattern.source)
    .join("|"),
  "gm",
);

export type Import = { path: string; typeOnly: boolean };

/** What a file imports: ours as paths from the root, as written else. */
export function importsOf({ path: file, text }: Source): Import[] {
  return [...text.matchAll(importPattern)].map(([, type, named = "", bare, css]) => {
    const written = named || bare || css || "";
    const target = written.startsWith("@/")
      ? written.slice(2)
      : written.startsWith(".")
        ? path.posix.join(path.posix.dirname(file), written)
        : written;
    return { path: target, typeOnly: type !== undefined };
  });
}

const isOurs = (name: string) => roomOf(name) !== null;

/** Imports go down the house. Inside lib a type may be named from anywhere: that needs nothing. */
export function wrongWayImports(sources: Source[]): Broken[] {
  return sources.filter(isApplication).flatMap((source) => {
    const from = roomOf(source.path) ?? "";
    return importsOf(source)
      .filter((imported) => isOurs(imported.path))
      .filter(({ path: to, typeOnly }) => {
        const room = roomOf(`${to}.ts`) ?? "";
        const down = (storeyOf.get(from) ?? 0) < (storeyOf.get(room) ?? 0);
        const typeInLib = typeOnly && from.startsWith("lib") && room.startsWith("lib");
        return room !== from && !down && !typeInLib;
      })
      .map(({ path: to }) => `${source.path} imports ${to}: imports go down the house`);
  });
}

/** The client is copied out of the house as it is: it imports nothing. */
export function clientImports(sources: Source[]): Broken[] {
  return sources
    .filter(({ path: file }) => file.startsWith("client/"))
    .flatMap((source) =>
      importsOf(source).map(({ path: to }) => `${source.path} imports ${to}: it imports nothing`),
    );
}

/** Tests and what only they use may reach anywhere. */
function isApplication({ path: file }: Source): boolean {
  return isOurs(file) && !isTesting(file);
}

/** Words that only one room may say, or none. `(?<=...)` keeps a rule from finding itself here. */
const wordRules: { pattern: RegExp; allowed: RegExp; why: string }[] = [
  {
    pattern: /\.(provide|wire)\(/,
    allowed: /^lib\/metering\/|\.test\.tsx?$/,
    why: "only lib/metering may call a provider",
  },
  { pattern: /@ts-(ignore|expect-error|nocheck)/, allowed: /^$/, why: "types are mended" },
  { pattern: /^["']use server["']/m, allowed: /^$/, why: "route handlers, no server actions" },
];

export function forbiddenWords(sources: Source[]): Broken[] {
  return sources.flatMap(({ path: file, text }) =>
    wordRules
      .filter(({ pattern, allowed }) => pattern.test(text) && !allowed.test(file))
      .map(({ why, pattern }) => `${file} has ${pattern.exec(text)?.[0].slice(0, 40)}: ${why}`),
  );
}

const isTesting = (file: string) => /(^|[./])testing\.ts$|\.test\.tsx?$/.test(file);

/** Comments, and whatever code the formatter leaves long; a long literal is one word. */
export function longLines(sources: Source[]): Broken[] {
  const hasLiteral = (line: string) => /["'`]|\/.+\/[a-z]*[;,)]/.test(line);
  const isComment = (line: string) => /^\s*(\/\/|\/\*|\*)/.test(line);
  return sources
    .filter(({ path: file }) => !isTesting(file))
    .flatMap(({ path: file, text }) =>
      text
        .split("\n")
        .map((line, at) => ({ line, at: at + 1 }))
        .filter(({ line }) => line.length > 100 && (isComment(line) || !hasLiteral(line)))
        .map(({ at }) => `${file}:${at} is longer than 100 columns`),
    );
}

/** Files that Next.js and our tools start from. */
const entries = [
  /^app\/(.*\/)?(page|layout|route|not-found|error|global-error|loading)\.tsx?$/,
  /^instrumentation\.ts$|^[^/]+\.config\.(ts|mjs)$/,
  /^e2e\/.*\.spec\.ts$|^(scripts|e2e|bench|soak)\/.*\.test\.ts$/,
];

/** Files that nothing starts from, imports or names: to be used, or deleted. */
export function unusedFiles(sources: Source[], alsoNamed: string): Broken[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const used = new Set<string>();
  const visit = (source: Source) => {
    if (used.has(source.path)) return;
    used.add(source.path);
    for (const { path: to } of importsOf(source)) {
      const found = byPath.get(to) ?? ["ts", "tsx", "mjs"].map((e) => byPath.get(`${to}.${e}`));
      for (const next of [found].flat()) if (next) visit(next);
    }
    for (const other of sources) if (names(source.text, other.path)) visit(other);
  };
  for (const source of sources) {
    if (entries.some((entry) => entry.test(source.path)) || names(alsoNamed, source.path))
      visit(source);
  }
  return sources
    .map((source) => source.path)
    .filter((file) => !used.has(file) && !isTesting(file))
    .map((file) => `${file} is used by nothing but maybe its test`);
}

/** Scripts and workers are started by the name of their file. */
function names(text: string, file: string): boolean {
  return /^(scripts|bench|e2e|server|soak)/.test(file) && text.includes(path.posix.basename(file));
}

/** What must not come into the browser, however far down it is imported. */
const serverOnly = /^node:|^drizzle-orm|^@libsql|^next-auth|^next\/(headers|server)/;

/** Client components reach only modules of lib that run anywhere. */
export function serverCodeInBrowser(sources: Source[]): Broken[] {
  const byPath = new Map(
    sources.map((source) => [source.path.replace(/\.(tsx?|mjs)$/, ""), source]),
  );
  const reaches = (source: Source, seen: Set<string>): string | null => {
    if (seen.has(source.path)) return null;
    seen.add(source.path);
    for (const { path: to, typeOnly } of importsOf(source)) {
      if (typeOnly) continue;
      if (serverOnly.test(to)) return to;
      const next = byPath.get(to);
      const found = next && reaches(next, seen);
      if (found) return `${to} > ${found}`;
    }
    return null;
  };
  return sources
    .filter(({ text }) => /^["']use client["']/m.test(text))
    .flatMap((source) => {
      const way = reaches(source, new Set());
      return way ? [`${source.path} > ${way}: that is for the server`] : [];
    });
}

const skipped = /^(node_modules|\.next|\.git|data|drizzle|test-results|docs|public)$/;

/** All source files below `root`, their paths with slashes. */
export function readSources(root: string, below = ""): Source[] {
  return readdirSync(path.join(root, below), { withFileTypes: true }).flatMap((entry) => {
    if (skipped.test(entry.name)) return [];
    const file = path.posix.join(below, entry.name);
    if (entry.isDirectory()) return readSources(root, file);
    if (!/\.(tsx?|mjs|css)$/.test(entry.name) || entry.name === "next-env.d.ts") return [];
    return [{ path: file, text: readFileSync(path.join(root, file), "utf8") }];
  });
}

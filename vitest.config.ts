import path from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@": path.resolve(import.meta.dirname) } },
  test: {
    include: ["{lib,components,app,server,scripts,bench,e2e,soak}/**/*.test.{ts,tsx}"],
    exclude: ["node_modules/**", ".next/**"],
    // One process per file: `one()` keeps the database of a file's tests on globalThis.
    pool: "forks",
    // Real processes and databases, on a machine that may be busy.
    testTimeout: 30_000,
  },
});

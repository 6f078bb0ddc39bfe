import { expect, it, vi } from "vitest";

/** Loads modules anew, as Next.js does for each of its bundles. */
async function bundle() {
  vi.resetModules();
  const { one } = await import("./one");
  const { PurserError } = await import("./errors");
  const { ProviderError } = await import("./models/provider-error");
  const { ServerStopping } = await import("./draining");
  return { one, PurserError, ProviderError, ServerStopping };
}

it("is one in a process, however many bundles ask", async () => {
  const [a, b] = [await bundle(), await bundle()];
  expect(a.one).not.toBe(b.one);
  const made = a.one("thing", () => ({}));
  expect(b.one("thing", () => ({}))).toBe(made);
});

it("an error of one bundle is known in another", async () => {
  const [a, b] = [await bundle(), await bundle()];
  expect(a.PurserError).not.toBe(b.PurserError);
  expect(new a.PurserError("invalid", "x")).toBeInstanceOf(b.PurserError);
  expect(new a.ProviderError("broken", "x")).toBeInstanceOf(b.ProviderError);
  expect(new a.ServerStopping()).toBeInstanceOf(b.ServerStopping);
  expect(new Error("x")).not.toBeInstanceOf(b.PurserError);
  expect(new a.PurserError("invalid", "x")).not.toBeInstanceOf(b.ProviderError);
  expect(null).not.toBeInstanceOf(b.PurserError);
});

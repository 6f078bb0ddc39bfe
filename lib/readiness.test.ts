import { afterEach, expect, it, vi } from "vitest";
import { openDatabase } from "./db/client";
import { testDatabase } from "./db/testing";
import { isDraining, onDrain, refuseWhileDraining } from "./draining";
import { one, setOne } from "./one";
import { checkReady } from "./readiness";

testDatabase();
afterEach(() => {
  setOne("readiness", { at: 0, probed: Promise.resolve() });
});

it("is ready on a database that takes a write", async () => {
  await expect(checkReady()).resolves.toBeUndefined();
});

it("is not ready on a database that takes none", async () => {
  const writable = one("db", () => undefined);
  const logged = vi.spyOn(console, "error").mockImplementation(() => undefined);
  await openDatabase("file::memory:");
  await expect(checkReady()).rejects.toThrow("cannot be written");
  expect(logged).toHaveBeenCalledOnce();
  logged.mockRestore();
  setOne("db", writable);
});

it("is not ready, takes nothing new and ends what runs once it is told to stop", async () => {
  const seen: string[] = [];
  onDrain(async (cut) => {
    seen.push(cut.aborted ? "cut" : "may finish");
  });
  expect(() => refuseWhileDraining()).not.toThrow();
  const draining = one<{ begin: (cut: AbortSignal) => Promise<void> }>("draining", () => {
    throw new Error("made by onDrain");
  });
  await draining.begin(new AbortController().signal);
  expect(seen).toEqual(["may finish"]);
  expect(isDraining()).toBe(true);
  expect(() => refuseWhileDraining()).toThrow("restarting");
  await expect(checkReady()).rejects.toThrow("stopping");
});

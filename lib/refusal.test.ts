import { expect, it } from "vitest";
import { isBug, refusal } from "./refusal";

const coded = (code: string, message: string) => Object.assign(new Error(message), { code });

it("says what would be right, then what the system said", () => {
  const full = new Error("Failed query", { cause: coded("SQLITE_FULL", "disk is full") });
  expect(refusal(full)).toBe("The disk is full. Make room and start again. (disk is full)");
});

it("knows the extended codes of the database by their first part", () => {
  expect(refusal(coded("SQLITE_IOERR_FSYNC", "fsync"))).toContain("The disk failed.");
});

it("keeps words of our own, on one line", () => {
  expect(refusal(new Error("First.\n  Second."))).toBe("First. Second.");
});

it("tells a mistake in the program from one of the host", () => {
  expect(isBug(new TypeError("x is not a function"))).toBe(true);
  expect(isBug(new TypeError("fetch failed"))).toBe(false);
  expect(isBug(new Error("The environment is not right."))).toBe(false);
});

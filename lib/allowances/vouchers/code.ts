import { createHash, randomBytes } from "node:crypto";

/** Without 0 and O, 1 and I: what looks alike is typed wrong. 32 signs, five bits each. */
const signs = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const length = 20;

/** A code of 100 random bits, in four groups of five: `7KQ2M-...`. */
export function newCode(): string {
  const code = [...randomBytes(length)].map((byte) => signs[byte % signs.length]).join("");
  return code.replace(/.{5}(?=.)/g, "$&-");
}

/** A code as somebody typed it: small letters, spaces and missing hyphens are all the same. */
export function plainCode(typed: string): string {
  return typed.toUpperCase().replace(/[\s–-]/g, "");
}

/** What is kept of a code: SHA-256, hex. */
export function hashOfCode(typed: string): string {
  return createHash("sha256").update(plainCode(typed)).digest("hex");
}

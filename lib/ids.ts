import { randomBytes, randomFillSync } from "node:crypto";
import { monotonicFactory } from "ulid";
import { one } from "./one";

/** A lower-case ULID; within one process later ids sort after earlier ones. */
export function newId(): string {
  return one("ulid", () => monotonicFactory(random))().toLowerCase();
}

const pool = Buffer.alloc(4096);
let used = pool.length;

/** `bytes` random ones as hex, of the same pool. */
function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString("hex", used - bytes, used);
}

/** A random number from 0 to 1, of bytes drawn many at a time: one draw for each costs 10 us. */
function random(): number {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  return (pool[used++] ?? 0) / 256;
}

/**
 * W3C Trace Context trace id: 32 lower-case hex digits. The first 12 are the time (ms), so that
 * what is kept by it stands together; the other 80 bits are random.
 */
export function newTraceId(): string {
  return Date.now().toString(16).padStart(12, "0") + randomHex(10);
}

/** W3C Trace Context span id: 16 lower-case hex digits. */
export function newSpanId(): string {
  return randomHex(8);
}

/** 192 bits of randomness for keys and share links, URL-safe, with a readable prefix. */
export function newSecret(prefix: string): string {
  return `${prefix}${randomBytes(24).toString("base64url")}`;
}

const ulidPattern = /^[0-9a-hjkmnp-tv-z]{26}$/;

export function isId(value: string): boolean {
  return ulidPattern.test(value);
}

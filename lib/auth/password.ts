import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import { one } from "../one";
import { turns } from "./turns";

/**
 * scrypt as OWASP's password storage cheat sheet has it (2^15, 8, 3): 32 MiB and about a quarter
 * of a second each, so at most two run side by side.
 */
const cost = { log2N: 15, r: 8, p: 3 };
const hashBytes = 32;

const inTurn = () => one("password-turns", () => turns({ atOnce: 2, waiting: 40 }));

/** `$scrypt$ln=15,r=8,p=3$<salt>$<hash>`: what is kept of a password, with its parameters. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await inTurn()(() => derive(password, salt, cost));
  const { log2N, r, p } = cost;
  return `$scrypt$ln=${log2N},r=${r},p=${p}$${base64(salt)}$${base64(hash)}`;
}

/**
 * Whether `password` is the one that was kept. Without a kept one (no such account, or one that
 * signs in elsewhere) it takes as long and is false, so that the time tells nothing.
 */
export async function verifyPassword(password: string, kept: string | null): Promise<boolean> {
  const parsed = kept === null ? null : parse(kept);
  const { salt, hash, ...parameters } = parsed ?? nobody;
  const derived = await inTurn()(() => derive(password, salt, parameters));
  return timingSafeEqual(derived, hash) && parsed !== null;
}

type Parameters = typeof cost;
type Kept = Parameters & { salt: Buffer; hash: Buffer };

const nobody: Kept = { ...cost, salt: Buffer.alloc(16), hash: Buffer.alloc(hashBytes) };
const format = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w-]+)\$([\w-]+)$/;

function parse(kept: string): Kept {
  const [, ln, r, p, salt, hash] = format.exec(kept) ?? [];
  if (!salt || !hash) throw new Error("A kept password hash has a form that is not known here.");
  const read = (text: string) => Buffer.from(text, "base64url");
  return { log2N: Number(ln), r: Number(r), p: Number(p), salt: read(salt), hash: read(hash) };
}

/** The same password typed on another keyboard (composed, decomposed) is the same password. */
function derive(password: string, salt: Buffer, { log2N, r, p }: Parameters): Promise<Buffer> {
  const N = 2 ** log2N;
  const options: ScryptOptions = { N, r, p, maxmem: 256 * N * r };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, hashBytes, options, (error, hash) => {
      if (error) reject(error);
      else resolve(hash);
    });
  });
}

function base64(bytes: Buffer): string {
  return bytes.toString("base64url");
}

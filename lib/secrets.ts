import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { databaseFile } from "./db/client";
import { type Env, env } from "./env";
import { PurserError } from "./errors";
import { one } from "./one";

/** The two secrets of an instance, apart from each other: sessions, and what is kept encrypted. */
export type Secrets = { authSecret: string; encryptionKey: string };

type Settings = Pick<Env, "DATABASE_URL" | "AUTH_SECRET" | "PURSER_ENCRYPTION_KEY">;

/**
 * Both secrets, from the environment; else made once and kept beside a file database, readable by
 * its owner alone. With a remote database they are required: nothing of ours lies beside it.
 */
export function openSecrets(settings: Settings): Secrets {
  const url = settings.DATABASE_URL;
  return {
    authSecret: settings.AUTH_SECRET ?? kept(url, "AUTH_SECRET", "auth-secret"),
    encryptionKey:
      settings.PURSER_ENCRYPTION_KEY ?? kept(url, "PURSER_ENCRYPTION_KEY", "encryption-key"),
  };
}

function secrets(): Secrets {
  return one("secrets", () => openSecrets(env()));
}

/** What sessions are signed with; at least 32 characters. */
export function authSecret(): string {
  return secrets().authSecret;
}

function kept(databaseUrl: string, variable: string, suffix: string): string {
  const database = databaseFile(databaseUrl);
  if (database === null) {
    throw new Error(
      `${variable} is required with a remote database: at least 32 random characters, ` +
        "for instance from: openssl rand -base64 32",
    );
  }
  const file = `${database}.${suffix}`;
  const secret = (read(file) ?? make(file)).trim();
  if (secret.length < 32) {
    throw new Error(
      `${file} is damaged: it holds fewer than 32 characters. Restore it from a backup; ` +
        "delete it only if nothing was ever kept with it.",
    );
  }
  return secret;
}

function read(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

function make(file: string): string {
  const secret = randomBytes(32).toString("base64url");
  writeFileSync(file, `${secret}\n`, { flag: "wx", mode: 0o600, flush: true });
  return secret;
}

const algorithm = "aes-256-gcm";

function cipherKey(): { id: string; key: Buffer } {
  const { encryptionKey } = secrets();
  return one(`cipher-key ${encryptionKey}`, () => ({
    id: derive(encryptionKey, "purser key id", 4).toString("hex"),
    key: derive(encryptionKey, "purser secrets at rest", 32),
  }));
}

function derive(secret: string, purpose: string, bytes: number): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", purpose, bytes));
}

/**
 * `text` encrypted for keeping: `v1.<key id>.<iv>.<tag>.<ciphertext>`. It opens only with the same
 * key and for the same `owner` (say `endpoint:<id>`), so that it cannot be moved to another row.
 */
export function encrypt(text: string, owner: string): string {
  const { id, key } = cipherKey();
  const iv = randomBytes(12);
  const cipher = createCipheriv(algorithm, key, iv).setAAD(Buffer.from(owner));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  const parts = [iv, cipher.getAuthTag(), sealed].map((part) => part.toString("base64url"));
  return ["v1", id, ...parts].join(".");
}

/** The text of `encrypt`; throws `unavailable` when the key is another one or it was changed. */
export function decrypt(ciphertext: string, owner: string): string {
  const [version, id, iv = "", tag = "", sealed = ""] = ciphertext.split(".");
  const current = cipherKey();
  if (version !== "v1" || id !== current.id) {
    throw new PurserError(
      "unavailable",
      `A secret was encrypted with another PURSER_ENCRYPTION_KEY (key id ${id}, now ` +
        `${current.id}). Set that key again, or enter the secret anew.`,
    );
  }
  try {
    const decipher = createDecipheriv(algorithm, current.key, Buffer.from(iv, "base64url"), {
      authTagLength: 16,
    });
    decipher.setAAD(Buffer.from(owner)).setAuthTag(Buffer.from(tag, "base64url"));
    const open = decipher.update(Buffer.from(sealed, "base64url"));
    return Buffer.concat([open, decipher.final()]).toString("utf8");
  } catch (cause) {
    throw new PurserError("unavailable", "A secret in the database was changed. Enter it anew.", {
      cause,
    });
  }
}

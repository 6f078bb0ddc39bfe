import { readFileSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { setOne } from "./one";
import { decrypt, encrypt, openSecrets } from "./secrets";

let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "purser-secrets-"));
});
afterAll(() => rm(directory, { recursive: true }));
beforeEach(() => {
  setOne("secrets", { authSecret: "a".repeat(32), encryptionKey: "k".repeat(32) });
});

test("both secrets are made once beside a file database, for its owner alone", () => {
  const file = path.join(directory, "one.db");
  const settings = { DATABASE_URL: `file:${file}` };
  const made = openSecrets(settings);
  expect(made.authSecret.length).toBeGreaterThanOrEqual(32);
  expect(made.encryptionKey).not.toBe(made.authSecret);
  expect(openSecrets(settings)).toEqual(made);
  for (const suffix of ["auth-secret", "encryption-key"]) {
    expect(statSync(`${file}.${suffix}`).mode & 0o777).toBe(0o600);
  }
  expect(readFileSync(`${file}.auth-secret`, "utf8").trim()).toBe(made.authSecret);
});

test("the environment wins over what is kept", () => {
  const AUTH_SECRET = "from the environment, long enough";
  const file = `file:${path.join(directory, "one.db")}`;
  expect(openSecrets({ DATABASE_URL: file, AUTH_SECRET }).authSecret).toBe(AUTH_SECRET);
});

test("a remote database needs both, and says what to set", () => {
  const remote = { DATABASE_URL: "libsql://db.example.com" };
  expect(() => openSecrets(remote)).toThrow(/AUTH_SECRET is required/);
  expect(() => openSecrets({ ...remote, AUTH_SECRET: "a".repeat(32) })).toThrow(
    /PURSER_ENCRYPTION_KEY is required/,
  );
});

test("a damaged file is refused, not replaced", () => {
  const file = path.join(directory, "damaged.db");
  writeFileSync(`${file}.auth-secret`, "short");
  expect(() => openSecrets({ DATABASE_URL: `file:${file}` })).toThrow(/damaged/);
});

test("what is encrypted opens again, only for its owner, and never looks the same twice", () => {
  const sealed = encrypt("sk-canary-ünïcode", "endpoint:a");
  expect(sealed).not.toContain("canary");
  expect(encrypt("sk-canary-ünïcode", "endpoint:a")).not.toBe(sealed);
  expect(decrypt(sealed, "endpoint:a")).toBe("sk-canary-ünïcode");
  expect(() => decrypt(sealed, "endpoint:b")).toThrow(/was changed/);
});

test("a flipped byte is found, and another key is named by its id", () => {
  const sealed = encrypt("secret", "x");
  const [version, id, iv, tag, text] = sealed.split(".");
  const flipped = Buffer.from(text ?? "", "base64url");
  flipped[0] = (flipped[0] ?? 0) ^ 1;
  const changed = [version, id, iv, tag, flipped.toString("base64url")].join(".");
  expect(() => decrypt(changed, "x")).toThrow(/was changed/);
  expect(() => decrypt([version, id, iv, tag?.slice(0, 4), text].join("."), "x")).toThrow();
  setOne("secrets", { authSecret: "a".repeat(32), encryptionKey: "l".repeat(32) });
  expect(() => decrypt(sealed, "x")).toThrow(new RegExp(`key id ${id}, now `));
});

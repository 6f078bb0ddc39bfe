import { parseArgs } from "node:util";
import nextEnv from "@next/env";
import { databaseFile } from "../lib/db/client";
import { env } from "../lib/env";
import { audit } from "../lib/ledger/audit/audit";
import { openSource } from "../lib/ledger/audit/source";
import { auditWords } from "../lib/ledger/audit/words";

/**
 * `npm run audit`: whether the books are right, of the database that the server would open. It
 * only reads, and may run beside a server. Ends with 1 where something is wrong, with 2 where it
 * could not look; `--json` prints all that it knows.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
  nextEnv.loadEnvConfig(process.cwd(), false, { info: () => undefined, error: console.error });
  const source = await openBooks();
  try {
    const audited = await audit(source, Date.now());
    console.log(values.json ? JSON.stringify(audited) : auditWords(audited));
    return audited.wrong > 0 ? 1 : 0;
  } finally {
    await source.close();
  }
}

async function openBooks() {
  const { DATABASE_URL, DATABASE_AUTH_TOKEN } = env();
  try {
    return await openSource(DATABASE_URL, DATABASE_AUTH_TOKEN);
  } catch (error) {
    const name = databaseFile(DATABASE_URL) ?? "the database";
    throw new Error(`${name} cannot be read (${error}). Is DATABASE_URL that of the server?`);
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

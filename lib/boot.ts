import { mkdir } from "node:fs/promises";
import path from "node:path";
import { syncAllowances } from "./allowances/configured";
import { makeFirstAllowance } from "./allowances/first";
import { keepSweepingPeople } from "./auth/accounts/sweep";
import { openConfig } from "./config-file";
import { openConversations } from "./conversations/open";
import { closeDatabase, databaseFile, onlyRead, openDatabase } from "./db/client";
import { checkClock } from "./db/clock";
import { lockDatabase } from "./db/lock";
import { migrateDatabase } from "./db/migrate";
import { probe } from "./db/probe";
import { onStopped } from "./draining";
import { env } from "./env";
import { openGateway } from "./gateway/open";
import { keepAuditing } from "./ledger/audit/nightly";
import { openModels } from "./models/open";
import { one } from "./one";
import { isBug, refusal } from "./refusal";
import { authSecret } from "./secrets";

/** What must be true before the first request: rooms are opened in this order, or not at all. */
async function boot(): Promise<void> {
  const { DATABASE_URL, DATABASE_AUTH_TOKEN, PURSER_TRUST_CLOCK } = env();
  const config = openConfig();
  const file = databaseFile(DATABASE_URL);
  if (file) {
    await mkdir(path.dirname(file), { recursive: true });
    await lockDatabase(file);
  }
  authSecret();
  await migrateDatabase(await openDatabase(DATABASE_URL, DATABASE_AUTH_TOKEN));
  await onlyRead();
  onStopped(closeDatabase);
  await probe();
  if (!PURSER_TRUST_CLOCK) await checkClock(Date.now());
  await openModels();
  await makeFirstAllowance(config.allowances !== null);
  await syncAllowances(config);
  await keepSweepingPeople();
  await openConversations();
  openGateway();
  await keepAuditing();
}

/**
 * Boots, and tells server.mjs, which listens only then: Next.js does not wait for this itself.
 * A server that could not open its rooms must not serve: one line that says why, and out.
 */
export async function bootOrExit(): Promise<void> {
  try {
    await boot();
    one("booted", () => () => undefined)();
  } catch (error) {
    console.error(`Purser did not start. ${refusal(error)}`);
    if (isBug(error)) console.error(error);
    process.exit(1);
  }
}

/**
 * The gateway alone, without Next.js, on a fresh database: to be run with `--cpu-prof`, by
 * bench/gateway-profile.ts. Prints its address and a key.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setFlagsFromString } from "node:v8";
import type { AdminKey } from "../lib/auth/viewer";
import { db, openDatabase } from "../lib/db/client";
import { migrateDatabase } from "../lib/db/migrate";
import { allowances, users } from "../lib/db/schema";
import { readEnv } from "../lib/env";
import { nodeFront } from "../lib/gateway/node-front";
import { newId } from "../lib/ids";
import { createKey } from "../lib/keys/create";
import { createEndpoint } from "../lib/models/endpoint-verbs/create";
import { openModels } from "../lib/models/open";
import { setOne } from "../lib/one";

// As server.mjs does.
setFlagsFromString("--no-allocation-site-pretenuring");
const directory = mkdtempSync(path.join(tmpdir(), "purser-bench-"));
process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
const url = `file:${path.join(directory, "purser.db")}`;
const limits = { PURSER_STREAMS_PER_PERSON: "0", PURSER_REQUESTS_PER_MINUTE: "0" };
const secrets = { PURSER_ENCRYPTION_KEY: "0123456789abcdef0123456789abcdef" };
setOne("env", readEnv({ DATABASE_URL: url, ...limits, ...secrets }));
await migrateDatabase(await openDatabase(url));
await openModels();

const viewer: AdminKey = { kind: "admin-key", role: "admin" };
const userId = newId();
await db().insert(users).values({ id: userId, name: "B", role: "member", createdAt: Date.now() });
const price = { input: 150_000, output: 600_000 };
await createEndpoint({
  viewer,
  input: {
    name: "bench",
    kind: "openai-compatible",
    base_url: `${process.argv[2]}/v1`,
    api_key: "sk-bench-0123456789",
    models: [{ id: "bench-model", price, max_output_tokens: 4096 }],
  },
});
await db().insert(allowances).values({
  id: newId(),
  name: "Bench",
  kind: "budget",
  level: "user",
  subjectId: userId,
  window: "none",
  timeZone: "UTC",
  amountCredits: 1_000_000_000_000_000,
  createdAt: Date.now(),
});
const { key } = await createKey({ viewer, input: { name: "bench", userId } });

const plain = { "x-content-type-options": "nosniff" };
const server = createServer((request, response) => nodeFront(request, response, plain));
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}`, key })}\n`);
});
process.once("SIGTERM", () => process.exit(0));

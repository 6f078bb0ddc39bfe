import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Child, root, startNode } from "./children";

export interface Purser {
  url: string;
  child: Child;
  /** A key of the one user, whose allowance is large. */
  userKey: string;
  /** What the same user signs in with. */
  email: string;
  password: string;
}

export const MODEL = "bench-model";
/** The same without a limit of its output: for answers that are made long. */
export const LONG_MODEL = "bench-long";
/** The name upstream knows the model by: what its truth is summed by. */
export const UPSTREAM_MODEL = "bench-upstream";

const ADMIN_KEY = "bench-admin-key-0123456789abcdef";
const EMAIL = "bench@example.com";
const PASSWORD = "a password of the benchmark";
const READY_MS = 60_000;

export function isBuilt(): boolean {
  return existsSync(path.join(root, ".next", "BUILD_ID"));
}

/** The production server on a fresh database: the one place that knows how it is started. */
export async function startPurser(directory: string, upstreamUrl: string): Promise<Purser> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const log = path.join(directory, "purser.log");
  const output = openSync(log, "a");
  const child = await startNode(["server.mjs"], {
    stdout: output,
    stderr: output,
    env: {
      PORT: String(port),
      DATABASE_URL: `file:${path.join(directory, "purser.db")}`,
      PURSER_ADMIN_KEY: ADMIN_KEY,
      PURSER_STREAMS_PER_PERSON: "0",
      PURSER_REQUESTS_PER_MINUTE: "0",
      NEXT_TELEMETRY_DISABLED: "1",
    },
  });
  closeSync(output);
  try {
    await ready(url, child);
    const userKey = await setUp(url, upstreamUrl);
    return { url, child, userKey, email: EMAIL, password: PASSWORD };
  } catch (cause) {
    const said = readFileSync(log, "utf8").slice(-2000);
    throw new Error(`Purser could not be set up: ${String(cause)}\n${said}`, { cause });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

async function ready(url: string, child: Child): Promise<void> {
  const deadline = performance.now() + READY_MS;
  while (performance.now() < deadline && child.process.exitCode === null) {
    const status = await fetch(`${url}/readyz`).then(
      (reply) => reply.status,
      () => 0,
    );
    if (status === 200) return;
    await sleep(100);
  }
  throw new Error(`not ready (exit code ${child.process.exitCode})`);
}

async function api<T>(url: string, route: string, body: unknown): Promise<T> {
  const reply = await fetch(url + route, {
    method: "POST",
    headers: { authorization: `Bearer ${ADMIN_KEY}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`POST ${route}: ${reply.status} ${text}`);
  return JSON.parse(text) as T;
}

/** An endpoint, a user with much to spend, and a key, all by the public API. */
async function setUp(url: string, upstreamUrl: string): Promise<string> {
  await api(url, "/api/endpoints", {
    name: "bench",
    kind: "openai-compatible",
    base_url: `${upstreamUrl}/v1`,
    api_key: "sk-bench-0123456789",
    models: [benchModel(MODEL, UPSTREAM_MODEL, 4096), benchModel(LONG_MODEL, LONG_MODEL, 100_000)],
  });
  const user = await api<{ id: string }>(url, "/api/users", {
    email: EMAIL,
    password: PASSWORD,
    role: "member",
  });
  await api(url, "/api/allowances", {
    name: "Bench",
    kind: "budget",
    level: "user",
    subject_id: user.id,
    window: "none",
    usd: "100000",
  });
  const key = await api<{ key: string }>(url, "/api/keys", { name: "bench", user_id: user.id });
  return key.key;
}

function benchModel(id: string, upstreamId: string, maxOutputTokens: number): object {
  return {
    id,
    upstream_id: upstreamId,
    price: { input: "0.15", output: "0.60" },
    context_window: 128_000,
    max_output_tokens: maxOutputTokens,
  };
}

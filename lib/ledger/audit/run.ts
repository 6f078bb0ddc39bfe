import { spawn } from "node:child_process";
import { eq } from "drizzle-orm";
import { db } from "../../db/client";
import { facts } from "../../db/schema";
import { statement, write } from "../../db/write";
import { childEnv } from "../../env";
import { one } from "../../one";
import type { Audited } from "./audit";

/** What is kept of the last audit, or why there was none. */
export type LastAudit = (Audited & { failure: null }) | { at: number; ms: number; failure: string };

type Running = { startedAt: number; done: Promise<LastAudit> };

const running = () => one("audit", () => ({ now: null as Running | null }));

/**
 * Audits the books in a process of its own, so that nothing else waits for it, and keeps what it
 * found. One at a time: whoever asks while one runs gets that one.
 */
export function startAudit(): Running {
  const state = running();
  state.now ??= begin();
  return state.now;
}

function begin(): Running {
  const startedAt = Date.now();
  const ended = audit(startedAt).then(async (last) => {
    await keep(last);
    return last;
  });
  const done = ended.finally(() => {
    running().now = null;
  });
  return { startedAt, done };
}

/** When the one that runs began, and what the last one found. */
export async function auditState(): Promise<{ startedAt: number | null; last: LastAudit | null }> {
  const [row] = await db().select().from(facts).where(eq(facts.name, "audit"));
  const last = (row?.value as LastAudit | undefined) ?? null;
  return { startedAt: running().now?.startedAt ?? null, last };
}

/** Does not throw: an audit that could not look is a result too. */
async function audit(at: number): Promise<LastAudit> {
  const { stdout, stderr, code } = await auditProcess();
  try {
    return { ...(JSON.parse(stdout) as Audited), failure: null };
  } catch {
    // It printed no result: what it said instead is why.
    const said = stderr.trim().split("\n").at(-1) || `The audit ended with ${code} and no word.`;
    return { at, ms: Date.now() - at, failure: said.slice(0, 500) };
  }
}

type Ended = { stdout: string; stderr: string; code: number | null };

function auditProcess(): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ["--import", "tsx", "scripts/audit.ts", "--json"], {
      env: childEnv(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    const end = () => void child.kill();
    process.once("exit", end);
    const said = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        said[name] = (said[name] + text).slice(-1_000_000);
      });
    }
    child.on("error", (error) => {
      said.stderr += error.message;
    });
    child.on("close", (code) => {
      process.off("exit", end);
      resolve({ ...said, code });
    });
  });
}

async function keep(value: LastAudit): Promise<void> {
  const kept = db().insert(facts).values({ name: "audit", value });
  await write([statement(kept.onConflictDoUpdate({ target: facts.name, set: { value } }))]);
}

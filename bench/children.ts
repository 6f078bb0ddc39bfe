import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export interface Child {
  pid: number;
  process: ChildProcess;
  stop(): Promise<void>;
}

export interface StartOptions {
  env?: Record<string, string>;
  stdout?: "pipe" | number;
  stderr?: "inherit" | number;
  ipc?: boolean;
}

/** Everything we started, so that nothing outlives us however we end. */
const running = new Set<ChildProcess>();
const GRACE_MS = 8000;

export const root = new URL("..", import.meta.url).pathname;

/** A TypeScript file of ours, as a process of its own whose pid is the program's. */
export const ts = (file: string, ...args: string[]) => ["--import", "tsx", file, ...args];

/** Starts node with a small environment: what is set around us must not change what we measure. */
export async function startNode(args: string[], options: StartOptions = {}): Promise<Child> {
  const { PATH = "", HOME = "", TMPDIR = "/tmp" } = process.env;
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { PATH, HOME, TMPDIR, NODE_ENV: "production", ...options.env },
    stdio: ["ignore", options.stdout ?? "pipe", options.stderr ?? "inherit", ...ipc(options)],
  });
  running.add(child);
  child.once("exit", () => running.delete(child));
  await once(child, "spawn");
  if (child.pid === undefined) throw new Error(`not started: node ${args.join(" ")}`);
  return { pid: child.pid, process: child, stop: () => stop(child) };
}

function ipc(options: StartOptions): "ipc"[] {
  return options.ipc ? ["ipc"] : [];
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
  await gone;
  clearTimeout(timer);
}

export async function stopAll(): Promise<void> {
  await Promise.all([...running].map(stop));
}

function killAll(): void {
  for (const child of running) child.kill("SIGKILL");
}

export function endWithUs(): void {
  process.once("exit", killAll);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => process.exit(130));
  }
}

/** The first line a child prints, as JSON: where it listens. */
export async function readAddress(child: Child): Promise<string> {
  const { stdout } = child.process;
  if (!stdout) throw new Error("the child's output is not read");
  const lines = createInterface({ input: stdout });
  const exited = once(child.process, "exit").then(() => {
    throw new Error(`process ${child.pid} ended before it listened`);
  });
  const [line] = (await Promise.race([once(lines, "line"), exited])) as [string];
  const { url } = JSON.parse(line) as { url: string };
  return url;
}

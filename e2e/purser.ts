import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { variableNames } from "../lib/env";
import { root } from "../scripts/prepare.mjs";
import { type Api, api } from "./api";

export type Settings = Partial<Record<string, string>>;

/** A real server process on a database of its own, started as `npm start` starts it. */
export type Purser = {
  /** The same over restarts. */
  readonly url: string;
  readonly adminKey: string;
  /** Where the database and the configuration are. */
  readonly directory: string;
  readonly pid: number;
  /** All that it printed, over restarts. */
  readonly output: string;
  /** Requests with the admin key. */
  readonly admin: Api;
  /** Starts it again, with more settings. Throws what it printed when it does not come up. */
  start(settings?: Settings): Promise<void>;
  /** SIGTERM. Its exit code, and how long it took. */
  stop(): Promise<{ code: number | null; ms: number }>;
  /** SIGKILL, and it is gone. */
  kill(): Promise<void>;
  /** Kills it and removes what it kept. */
  dispose(): Promise<void>;
};

export type Start = {
  settings?: Settings;
  /** The configuration file's text. */
  config?: string;
};

const startMs = 30_000;

export async function startPurser({ settings = {}, config = "{}" }: Start = {}): Promise<Purser> {
  const directory = await mkdtemp(path.join(tmpdir(), "purser-e2e-"));
  const configFile = path.join(directory, "purser.config.yaml");
  await writeFile(configFile, config);
  const purser = new Process(directory, {
    ...withoutSurroundings(),
    DATABASE_URL: `file:${path.join(directory, "purser.db")}`,
    PURSER_CONFIG: configFile,
    PURSER_ADMIN_KEY: "e2e-admin-key-0123456789abcdef",
    PORT: "0",
    ...settings,
  });
  await purser.start();
  return purser;
}

/** What is set around us, or in a developer's .env, must not change what is tested. */
function withoutSurroundings(): Settings {
  const { PATH, HOME, TMPDIR } = process.env;
  return { ...Object.fromEntries(variableNames.map((name) => [name, ""])), PATH, HOME, TMPDIR };
}

class Process implements Purser {
  readonly directory: string;
  url = "";
  output = "";
  #settings: Settings;
  #child: ChildProcess | null = null;

  constructor(directory: string, settings: Settings) {
    this.directory = directory;
    this.#settings = settings;
  }

  get adminKey(): string {
    return this.#settings.PURSER_ADMIN_KEY ?? "";
  }

  get admin(): Api {
    return api(this.url, this.adminKey);
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  async start(settings: Settings = {}): Promise<void> {
    this.#settings = { ...this.#settings, ...settings };
    const from = this.output.length;
    const child = spawn(process.execPath, ["scripts/start.mjs"], {
      cwd: root,
      env: { NODE_ENV: "production", ...this.#settings },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    const printed = new Promise<string>((resolve) => {
      const read = (chunk: Buffer) => {
        this.output += chunk;
        const [, url] = /ready on (http:\S+)/.exec(this.output.slice(from)) ?? [];
        if (url) resolve(url);
      };
      child.stdout.on("data", read);
      child.stderr.on("data", read);
    });
    const late = wait(startMs, "", { ref: false });
    const url = await Promise.race([printed, once(child, "close").then(() => ""), late]);
    if (!url) {
      await this.kill();
      throw new Error(this.output.slice(from).trim() || `nothing printed in ${startMs} ms`);
    }
    this.url = url;
    this.#settings.PORT = new URL(url).port;
  }

  async stop(): Promise<{ code: number | null; ms: number }> {
    const started = performance.now();
    const code = await this.#end("SIGTERM");
    return { code, ms: performance.now() - started };
  }

  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  async dispose(): Promise<void> {
    await this.kill();
    await rm(this.directory, { recursive: true });
  }

  async #end(signal: "SIGTERM" | "SIGKILL"): Promise<number | null> {
    const child = this.#child;
    if (child && child.exitCode === null && child.signalCode === null) {
      const gone = once(child, "close");
      child.kill(signal);
      await gone;
    }
    return child?.exitCode ?? null;
  }
}

import { spawn } from "node:child_process";

/** What a failed command says, beside its own last lines, to somebody who only wants it to run. */
const hints = [
  [/ENOSPC|no space left/i, "The disk is full: about 1.5 GB are needed. Make room, then again."],
  [
    /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ERR_SOCKET/,
    "The package registry cannot be reached. Is there a network, or a proxy to set (npm config)?",
  ],
  [/EACCES|EPERM|EROFS/, "This user may not write here. Use a folder of your own."],
  [
    /E404|ETARGET|EUSAGE/,
    "The package registry does not have a package. Is it a mirror? (npm config)",
  ],
  [/heap out of memory|SIGKILL/, "Not enough memory: the build needs about 1.5 GB. Free some."],
];

/** An end that says what to do. Printed without a stack. */
export class Stop extends Error {}

/** Runs `main`; a `Stop` ends the process with its sentence alone. */
export async function runMain(main) {
  if (process.env.npm_lifecycle_event) stopWithParent();
  try {
    await main();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    console.error(`\n${error.message}`);
    process.exit(1);
  }
}

/** npm's shell dies of a signal without passing it on; then nobody is left who could stop us. */
function stopWithParent() {
  const parent = process.ppid;
  const watching = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watching);
    process.kill(process.pid, "SIGTERM");
  }, 250);
  watching.unref();
}

/** Ends the process with a sentence when Node is too old for what we are built of. */
export function checkNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 9)) return;
  throw new Stop(
    `Purser needs Node 20.9 or newer; this is ${version}. Get one: https://nodejs.org`,
  );
}

/**
 * Runs a command quietly, with a word every 15 seconds; when it fails, shows its last lines and
 * ends with a sentence. The child gets our signals and does not outlive us.
 *
 * @param {Job} job
 */
export async function quietly(job) {
  const { code, signal, output } = await attempt(job);
  if (code === 0) return;
  console.error(output.trimEnd().split("\n").slice(-25).join("\n"));
  const [, hint] = hints.find(([sign]) => sign.test(`${output} ${signal}`)) ?? [];
  const what = `${job.what}: failed.`;
  throw new Stop(`${what} ${hint ?? "The lines above say why. Mend that, then again."}`);
}

/**
 * The same for one way of several: that it fails is no end yet.
 *
 * @typedef {Command & { what: string }} Job
 * @param {Job} job
 */
export async function attempt({ what, command, args, env }) {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  console.log(`${what} ...`);
  const ticking = setInterval(() => console.log(`  ${seconds()} s, still at it`), 15_000);
  let output = "";
  const keep = (chunk) => {
    output = (output + chunk).slice(-20_000);
  };
  const end = await run({ command, args, env, keep });
  clearInterval(ticking);
  console.log(end.code === 0 ? `  done in ${seconds()} s` : `  failed after ${seconds()} s`);
  return { ...end, output };
}

/**
 * @typedef {{ command: string, args: string[], env?: NodeJS.ProcessEnv }} Command
 * @param {Command & { keep?: (chunk: string) => void }} job `keep` gets what it prints
 * @returns {Promise<{ code: number | null, signal: string | null }>}
 */
export function run({ command, args, env, keep }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      env: { ...process.env, ...env },
      stdio: ["ignore", keep ? "pipe" : "inherit", keep ? "pipe" : "inherit"],
    });
    const pass = (signal) => {
      child.kill(signal);
    };
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
    for (const signal of signals) process.on(signal, pass);
    const end = (code, signal) => {
      for (const name of signals) process.off(name, pass);
      if (signal === "SIGINT" || signal === "SIGTERM" || signal === "SIGHUP") process.exit(1);
      resolve({ code, signal });
    };
    if (keep) for (const stream of [child.stdout, child.stderr]) stream?.on("data", keep);
    child.on("error", (error) => {
      keep?.(String(error));
      end(1, null);
    });
    child.on("close", end);
  });
}

/**
 * The long proof of the ledger: `npm run soak`.
 *
 * `--only=model,kill,races,windows,room,remote`, `--seeds=N` (of the model), `--count=N` (of the
 * others), `--seed=N` (the first one; alone, that one), `--lanes=N` (processes side by side).
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { type Part, partNames, parts } from "./parts";

/** What wants a program that an install does not bring is run when it is asked for. */
const usual = partNames.filter((part) => part !== "remote");
const everyMs = 15_000;
const lane = path.join(import.meta.dirname, "lane.ts");

const say = (text: string) => void process.stdout.write(`${text}\n`);

function readOptions() {
  const text = { type: "string" } as const;
  const options = { only: text, seeds: text, seed: text, count: text, lanes: text };
  const { values } = parseArgs({ options });
  const only = values.only?.split(",") ?? usual;
  const wrong = only.find((part) => !partNames.some((name) => name === part));
  if (wrong !== undefined) throw new Error(`--only: "${wrong}" is none of ${partNames.join(", ")}`);
  const seeds = Number(values.seeds ?? (values.seed ? 1 : parts.model.count));
  return {
    only: only as Part[],
    countOf: (part: Part) => (part === "model" ? seeds : Number(values.count ?? parts[part].count)),
    seed: Number(values.seed ?? 1),
    lanes: Number(values.lanes ?? availableParallelism()),
  };
}

type Options = ReturnType<typeof readOptions>;

/** Nothing of ours outlives us. */
const running = new Set<ChildProcess>();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => {
    for (const child of running) child.kill("SIGTERM");
    process.exitCode = 130;
  });
}

/** One part, in several processes; its figures added up. */
async function run(part: Part, { countOf, seed, lanes: most }: Options): Promise<void> {
  const count = countOf(part);
  const lanes = Math.min(most, count);
  const start = performance.now();
  const dones = new Array<number>(lanes).fill(0);
  const figures: Record<string, number> = {};
  const seconds = () => (performance.now() - start) / 1000;
  const progress = setInterval(() => {
    const sum = dones.reduce((all, each) => all + each, 0);
    say(`  ${sum} of ${count} ${parts[part].unit}, ${seconds().toFixed(0)} s`);
  }, everyMs);
  const codes = await Promise.all(
    dones.map(async (_, at) => {
      const args = ["--import", "tsx", lane, part, ...[at, lanes, count, seed].map(String)];
      const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
      running.add(child);
      createInterface({ input: child.stdout }).on("line", (line) => {
        const [word = "", ...rest] = line.split(" ");
        if (word === "done") dones[at] = Number(rest[0]);
        if (word !== "figures") return;
        for (const [name, value] of Object.entries<number>(JSON.parse(rest.join(" ")))) {
          figures[name] = (figures[name] ?? 0) + value;
        }
      });
      const [code] = await once(child, "close");
      running.delete(child);
      return code as number | null;
    }),
  );
  clearInterval(progress);
  const told = Object.entries(figures).map(([name, value]) => `${value} ${name}`);
  const failed = codes.some((code) => code !== 0);
  const played = dones.reduce((all, each) => all + each, 0);
  if (failed) told.push(`${played} of ${count} ${parts[part].unit} were right`);
  say(`${part}: ${failed ? "FAILED, " : ""}${told.join(", ")} in ${seconds().toFixed(0)} s`);
  if (failed) process.exitCode = 1;
}

const options = readOptions();
for (const part of options.only) {
  if (process.exitCode !== 130) await run(part, options);
}

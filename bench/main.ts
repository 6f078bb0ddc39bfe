import { once } from "node:events";
import { existsSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { measureCalls } from "./calls";
import { endWithUs, root, startNode, stopAll, ts } from "./children";
import { compareBooks } from "./exact";
import { measureFirstPage } from "./first-page";
import { measureFirstToken } from "./first-token";
import { measureLongAnswer } from "./long-answer";
import { reportBooks, reportCalls, reportFirstToken, reportLevel, reportStreams } from "./report";
import { reportFirstPage, reportLongAnswer } from "./report-browser";
import { type Setting, startSetting } from "./setting";
import { measureStreams } from "./streams";

const PARTS = [
  "calls",
  "ttft",
  "streams",
  "ledger",
  "page",
  "long",
  "exact",
  "audit",
  "million",
] as const;
type Part = (typeof PARTS)[number];
/** What takes long and changes seldom is measured only when it is asked for. */
const seldom: readonly Part[] = ["long", "audit", "million"];
const usual = PARTS.filter((part) => !seldom.includes(part));
const LONGEST_MS = 5 * 60_000;
const MILLION_MS = 30 * 60_000;

const say = (text: string) => void process.stdout.write(`${text}\n`);

function readOptions() {
  const { values } = parseArgs({
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string", default: usual.join(",") },
    },
  });
  const only = values.only.split(",");
  const wrong = only.find((part) => !(PARTS as readonly string[]).includes(part));
  if (wrong !== undefined) throw new Error(`--only: "${wrong}" is none of ${PARTS.join(", ")}`);
  return { quick: values.quick, parts: new Set(only as Part[]) };
}

async function runScript(file: string, ...calls: number[]): Promise<void> {
  if (!existsSync(path.join(root, file))) return say(`  no ${file}: left out`);
  const child = await startNode(ts(file, ...calls.map(String)));
  child.process.stdout?.pipe(process.stdout);
  await once(child.process, "exit");
}

async function streams(setting: Setting, quick: boolean): Promise<void> {
  const heard = (level: Parameters<typeof reportLevel>[0]) => say(reportLevel(level));
  for (const side of setting.sides) {
    if (side.name !== "Purser" && side.name !== "Purser /v1") continue;
    say(`  ${side.name}`);
    say(reportStreams(side.name, await measureStreams(setting, side, quick, heard)));
  }
}

async function inBrowser({ purser, upstream }: Setting, parts: Set<Part>): Promise<void> {
  if (!purser) return;
  if (parts.has("page")) say(`\nFirst page\n${reportFirstPage(await measureFirstPage(purser))}`);
  if (parts.has("long")) {
    say(`\nA long answer\n${reportLongAnswer(await measureLongAnswer(purser, upstream.url))}`);
  }
}

async function run({ quick, parts }: ReturnType<typeof readOptions>): Promise<void> {
  const setting = await startSetting();
  if (!setting.purser) say("Purser is not built (`npm run build`): measured without it.");
  if (parts.has("calls")) say(`\nCalls\n${reportCalls(await measureCalls(setting, quick))}`);
  if (parts.has("ttft")) {
    say(`\nFirst token\n${reportFirstToken(await measureFirstToken(setting, quick))}`);
  }
  if (parts.has("streams")) {
    say("\nStreams");
    await streams(setting, quick);
  }
  if (parts.has("ledger")) {
    say("\nReserve and settle");
    await runScript("bench/reserve-settle.ts");
  }
  if (parts.has("audit")) {
    say("\nAudit");
    await runScript("bench/audit.ts");
  }
  if (parts.has("million")) {
    say("\nReserve and settle on ten million calls");
    await runScript("bench/reserve-settle.ts", 10_000, 10_000_000);
  }
  await inBrowser(setting, parts);
  if (parts.has("exact") && setting.purser) {
    say(`\nThe books\n${reportBooks(await compareBooks(setting.purser, setting.upstream))}`);
  }
}

endWithUs();
try {
  const options = readOptions();
  const tooLong = () => {
    say("The benchmark took too long and was ended.");
    process.exit(1);
  };
  setTimeout(tooLong, options.parts.has("million") ? MILLION_MS : LONGEST_MS).unref();
  await run(options);
} catch (error) {
  say(`The benchmark failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
await stopAll();
process.exit();

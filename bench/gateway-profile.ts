/**
 * `npx tsx bench/gateway-profile.ts [seconds] [plain]`: the gateway alone beside the pass-through,
 * with a CPU profile of it by the functions that took most of their own time; `plain` without one,
 * as taking it costs a fifth of the CPU.
 */

import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { endWithUs, readAddress, startNode, stopAll, ts } from "./children";
import { startLoad } from "./load/client";
import { cpuSeconds, memory } from "./proc";
import { startUpstreamProcess } from "./upstream";

endWithUs();
const seconds = Number(process.argv[2] ?? 5);
const profiles = mkdtempSync(path.join(tmpdir(), "purser-profile-"));
const upstream = await startUpstreamProcess();
const proxy = await startNode(ts("bench/pass-through.ts", upstream.url));
const proxyUrl = await readAddress(proxy);
const isPlain = process.argv[3] === "plain";
const profiled = isPlain ? [] : ["--cpu-prof", `--cpu-prof-dir=${profiles}`];
const gateway = await startNode([...profiled, ...ts("bench/gateway-server.ts", upstream.url)]);
if (!gateway.process.stdout) throw new Error("its output is not read");
const [line] = (await once(createInterface({ input: gateway.process.stdout }), "line")) as [string];
const { url, key } = JSON.parse(line) as { url: string; key: string };
const load = await startLoad();

function target(base: string, model: string) {
  return {
    url: `${base}/v1/chat/completions`,
    headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
    body: JSON.stringify({
      model,
      stream: true,
      stream_options: { include_usage: true },
      messages: [{ role: "user", content: "In two sentences, what is a purser?" }],
    }),
  };
}

async function measure(name: string, pid: number, base: string, model: string) {
  const cpu = cpuSeconds(pid);
  const job = { kind: "calls" as const, target: target(base, model), atOnce: 16, seconds };
  const { calls, failed, firstFailure } = await load.run(job);
  const ms = ((cpuSeconds(pid) - cpu) / calls) * 1000;
  const { rssMb } = memory(pid);
  console.log(
    `${name}: ${(calls / seconds).toFixed(0)} calls/s, ${ms.toFixed(3)} ms CPU a call,` +
      ` ${rssMb.toFixed(0)} MB, ${failed} failed ${firstFailure ?? ""}`,
  );
}

for (let round = 0; round < 3; round += 1) {
  await measure("pass-through", proxy.pid, proxyUrl, "direct");
  await measure("gateway", gateway.pid, url, "bench-model");
}
await stopAll();
if (isPlain) process.exit();

type Node = { id: number; callFrame: { functionName: string; url: string; lineNumber: number } };
type Profile = { nodes: Node[]; samples: number[]; timeDeltas: number[] };

const file = readdirSync(profiles)[0] ?? "";
const profile = JSON.parse(readFileSync(path.join(profiles, file), "utf8")) as Profile;
const named = new Map(
  profile.nodes.map(({ id, callFrame: { functionName, url, lineNumber } }) => [
    id,
    `${functionName || "(anonymous)"} ${url.replace(/.*\/(?=[^/]+\/[^/]+$)/, "")}:${lineNumber}`,
  ]),
);
const own = new Map<string, number>();
let all = 0;
profile.samples.forEach((id, at) => {
  const name = named.get(id) ?? "";
  if (/^\((idle|program)\)/.test(name)) return;
  const us = profile.timeDeltas[at] ?? 0;
  all += us;
  own.set(name, (own.get(name) ?? 0) + us);
});
const top = [...own].sort(([, a], [, b]) => b - a).slice(0, 45);
for (const [name, us] of top)
  console.log(`${((us / all) * 100).toFixed(1).padStart(5)} %  ${name}`);
console.log(profiles);

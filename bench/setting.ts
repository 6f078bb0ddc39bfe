import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readAddress, startNode, ts } from "./children";
import { type LoadClient, startLoad } from "./load/client";
import type { Dialect, Target } from "./load/jobs";
import { isBuilt, MODEL, type Purser, startPurser } from "./purser";
import { startUpstreamProcess, type UpstreamProcess } from "./upstream";

/** One of those that are measured side by side. */
export interface Side {
  name: "upstream" | "pass-through" | "Purser /v1" | "Purser";
  pid: number;
  dialect: Dialect;
  /** Calls that reach upstream for one call here: Purser names its conversations. */
  callsUpstream: number;
  /** What stands in the stream as soon as there is text. */
  sign: string;
  target(prompt: string): Target;
}

export interface Setting {
  load: LoadClient;
  upstream: UpstreamProcess;
  sides: Side[];
  purser: Purser | null;
}

type Named = { key: string; model: string };
const direct: Named = { key: "sk-bench-0123456789", model: "direct" };

function openaiSide(
  name: Side["name"],
  pid: number,
  url: string,
  { key, model }: Named = direct,
): Side {
  const target = (prompt: string): Target => ({
    url: `${url}/v1/chat/completions`,
    headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
    body: JSON.stringify({
      model,
      stream: true,
      stream_options: { include_usage: true },
      messages: [{ role: "user", content: prompt }],
    }),
  });
  return { name, pid, dialect: "openai", callsUpstream: 1, sign: '"content":"alpha', target };
}

function gatewaySide({ url, child, userKey }: Purser): Side {
  return openaiSide("Purser /v1", child.pid, url, { key: userKey, model: MODEL });
}

function purserSide({ url, child, userKey }: Purser): Side {
  const target = (prompt: string): Target => ({
    url: `${url}/api/conversations`,
    headers: {
      "content-type": "application/json",
      accept: "text/event-stream",
      authorization: `Bearer ${userKey}`,
    },
    body: JSON.stringify({ prompt, model: MODEL }),
  });
  const sign = '"type":"text-delta"';
  return { name: "Purser", pid: child.pid, dialect: "purser", callsUpstream: 2, sign, target };
}

/** Starts everything, each in its own process. Purser is left out where it is not built. */
export async function startSetting(): Promise<Setting> {
  const directory = mkdtempSync(path.join(tmpdir(), "purser-bench-"));
  process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
  const upstream = await startUpstreamProcess();
  const proxy = await startNode(ts("bench/pass-through.ts", upstream.url));
  const sides = [
    openaiSide("upstream", upstream.child.pid, upstream.url),
    openaiSide("pass-through", proxy.pid, await readAddress(proxy)),
  ];
  const purser = isBuilt() ? await startPurser(directory, upstream.url) : null;
  if (purser) sides.push(gatewaySide(purser), purserSide(purser));
  return { load: await startLoad(), upstream, sides, purser };
}

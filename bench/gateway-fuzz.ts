/** `npx tsx bench/gateway-fuzz.ts [bodies]`: malformed bodies for the gateway, 20,000 of them. */
import { once } from "node:events";
import { createInterface } from "node:readline";
import { malformedBodies } from "../lib/gateway/fuzz.testing";
import { endWithUs, startNode, stopAll, ts } from "./children";
import { startUpstreamProcess } from "./upstream";

endWithUs();
const count = Number(process.argv[2] ?? 20_000);
const upstream = await startUpstreamProcess();
const gateway = await startNode(ts("bench/gateway-server.ts", upstream.url));
if (!gateway.process.stdout) throw new Error("its output is not read");
const [line] = (await once(createInterface({ input: gateway.process.stdout }), "line")) as [string];
const { url, key } = JSON.parse(line) as { url: string; key: string };

const statuses = new Map<number, number>();
const bodies = malformedBodies("bench-model", count, 7);
async function worker(): Promise<void> {
  for (const body of bodies) {
    const reply = await fetch(`${url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: new Uint8Array(body),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await reply.text();
    statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1);
    if (reply.status >= 500)
      console.log(`${reply.status} ${text.slice(0, 200)}: ${body.toString().slice(0, 500)}`);
  }
}
await Promise.all(Array.from({ length: 16 }, worker));
console.log(Object.fromEntries([...statuses].sort()));
await stopAll();

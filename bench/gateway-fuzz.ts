/**
 * `npx tsx bench/gateway-fuzz.ts [bodies]`: malformed bodies for every address that takes one from
 * programs, 20,000 of them in all, against the production build. Fails where one is answered with a
 * failure of ours, or not within 30 seconds, or where a hold stays open.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { malformedOf, rightBodies } from "../lib/gateway/fuzz.testing";
import { endWithUs, stopAll } from "./children";
import { MODEL, startPurser } from "./purser";
import { startUpstreamProcess } from "./upstream";

endWithUs();
const count = Number(process.argv[2] ?? 20_000);
const directory = mkdtempSync(path.join(tmpdir(), "purser-fuzz-"));
process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
const upstream = await startUpstreamProcess();
const { url, userKey } = await startPurser(directory, upstream.url);
const headers = { authorization: `Bearer ${userKey}`, "content-type": "application/json" };

const addresses = Object.entries(rightBodies(MODEL)).map(([address, right], at) => ({
  address,
  bodies: malformedOf(right, Math.ceil(count / Object.keys(rightBodies(MODEL)).length), at + 7),
  statuses: new Map<number, number>(),
}));
let failures = 0;

/** A hold to be settled: what is odd about that is its body. */
async function addressOf(address: string): Promise<string> {
  if (!address.includes("{id}")) return address;
  const body = JSON.stringify(rightBodies(MODEL)["/api/reservations"]);
  const reply = await fetch(`${url}/api/reservations`, { method: "POST", headers, body });
  const { id } = (await reply.json()) as { id: string };
  return address.replace("{id}", id);
}

async function send(address: string, body: Buffer, statuses: Map<number, number>): Promise<void> {
  const init = { method: "POST", headers, body: new Uint8Array(body) };
  const signal = AbortSignal.timeout(30_000);
  const reply = await fetch(url + (await addressOf(address)), { ...init, signal });
  const text = await reply.text();
  statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1);
  if (address === "/api/reservations" && reply.status === 201) await release(text);
  if (reply.status < 500) return;
  failures += 1;
  console.log(`${address} ${reply.status} ${text.slice(0, 200)}: ${body.toString().slice(0, 500)}`);
}

/** However long it was taken for. */
async function release(text: string): Promise<void> {
  const { id } = JSON.parse(text) as { id: string };
  await fetch(`${url}/api/reservations/${id}/release`, { method: "POST", headers });
}

async function worker(): Promise<void> {
  for (const { address, bodies, statuses } of addresses) {
    for (const body of bodies) await send(address, body, statuses);
  }
}

async function heldCredits(): Promise<number> {
  const reply = await fetch(`${url}/api/allowances`, { headers });
  const { data } = (await reply.json()) as { data: { reserved_credits: number }[] };
  return data.reduce((sum, each) => sum + each.reserved_credits, 0);
}

await Promise.all(Array.from({ length: 16 }, worker));
for (const { address, statuses } of addresses) {
  console.log(address, Object.fromEntries([...statuses].sort()));
}
// Holds that were left last a second, and a sweep comes each minute.
const late = Date.now() + 90_000;
while ((await heldCredits()) > 0 && Date.now() < late) {
  await new Promise((resolve) => setTimeout(resolve, 1000));
}
const held = await heldCredits();
console.log(`${failures} failures of ours, ${held} credits held at the end`);
process.exitCode = failures > 0 || held > 0 ? 1 : 0;
await stopAll();

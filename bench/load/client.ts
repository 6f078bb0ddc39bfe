import { type Child, startNode, ts } from "../children";
import type { Jobs, Reply } from "./jobs";

export interface LoadClient {
  run<K extends keyof Jobs>(job: Jobs[K]["job"] & { kind: K }): Promise<Jobs[K]["result"]>;
}

/** Starts the load client; it does one job at a time. */
export async function startLoad(): Promise<LoadClient> {
  const child = await startNode(ts("bench/load/main.ts"), { ipc: true });
  return { run: (job) => runOn(child, job) };
}

function runOn<K extends keyof Jobs>(
  child: Child,
  job: Jobs[K]["job"],
): Promise<Jobs[K]["result"]> {
  const { process: client } = child;
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error("the load client ended"));
    client.once("exit", ended);
    client.once("message", (reply: Reply) => {
      client.off("exit", ended);
      if ("error" in reply) reject(new Error(reply.error));
      else resolve(reply.result);
    });
    client.send(job);
  });
}

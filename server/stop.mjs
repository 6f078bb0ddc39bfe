import { setTimeout as wait } from "node:timers/promises";
import { registry } from "./registry.mjs";

/** What runs may end by itself for so long; then it is cut and kept; then the doors close. */
const finishMs = 10_000;
const cutMs = 15_000;
const closeMs = 3_000;

/** Of lib/draining.ts. */
const draining = () => registry.get("draining");

/** True from the moment the server was told to stop. */
export function isStopping() {
  return draining()?.on === true;
}

/**
 * On SIGTERM or SIGINT: not ready, new work refused, what runs is ended and kept, connections
 * closed, exit 0; all of it within 30 seconds. A second signal, later, ends it at once.
 *
 * @param {import("node:http").Server} server
 */
export function stopOnSignals(server) {
  let since = 0;
  for (const signal of ["SIGTERM", "SIGINT"]) {
    process.on(signal, () => {
      // One Ctrl+C may arrive twice: from the terminal, and passed on by npm.
      if (since && Date.now() - since > 1000) process.exit(1);
      if (since) return;
      since = Date.now();
      console.log(
        "Purser is stopping: answers may end for ten seconds, then what is there is kept.",
      );
      stop(server).then(
        () => process.exit(0),
        (error) => {
          console.error(error);
          process.exit(1);
        },
      );
    });
  }
}

/** @param {import("node:http").Server} server */
async function stop(server) {
  const drained = draining()?.begin(AbortSignal.timeout(finishMs));
  await Promise.race([drained, wait(finishMs + cutMs)]);
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  await Promise.race([closed, wait(closeMs)]);
  server.closeAllConnections();
  await draining()?.end();
}

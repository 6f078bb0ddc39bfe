import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import nextEnv from "@next/env";
import next from "next";
import { atTheDoor, readable } from "./server/door.mjs";
import { securityHeaders } from "./server/headers.mjs";
import { registry } from "./server/registry.mjs";
import { isStopping, stopOnSignals } from "./server/stop.mjs";

/**
 * The one process: Next.js behind a plain HTTP server that sets the headers every reply has,
 * refuses what is no address of this site, and stops in order. lib/boot.ts opens the rooms.
 */
const dev = process.argv.includes("--dev");
const dir = fileURLToPath(new URL(".", import.meta.url));
process.chdir(dir);
// Else V8 makes what lived long at first, when its space for young objects was still small, among
// the old ones from then on, and each of those keeps its whole call until a full collection: for
// /v1 a tenth of the CPU, and 50 MB.
setFlagsFromString("--no-allocation-site-pretenuring");
process.env.NEXT_TELEMETRY_DISABLED = "1";
process.env.NODE_ENV = dev ? "development" : "production";
nextEnv.loadEnvConfig(dir, dev);

const port = Number(process.env.PORT || 3000);
const hostname = process.env.PURSER_HOST || "127.0.0.1";
const headers = securityHeaders({
  https: process.env.PURSER_PUBLIC_URL?.startsWith("https:") === true,
  dev,
});

const server = createServer((request, response) => {
  if (isGateway(request.url)) {
    if (isStopping()) response.setHeader("connection", "close");
    registry.get("gateway")(request, response, headers.plain);
    return;
  }
  headers.apply(request, response);
  // Not the client's word: for limits per address, and for the way back from the sign-in page.
  request.headers["x-purser-peer"] = request.socket.remoteAddress ?? "";
  request.headers["x-purser-path"] = request.url ?? "/";
  if (isStopping()) response.setHeader("connection", "close");
  const door = atTheDoor(request.url);
  if (door) {
    if (door.status === 308) response.setHeader("location", door.location);
    response.writeHead(door.status).end();
    return;
  }
  request.url = readable(request.url ?? "/");
  handle(request, response).catch((error) => {
    console.error(error);
    if (!response.headersSent) response.writeHead(500);
    response.end();
  });
});

/**
 * `/v1` is answered before Next.js sees it (docs/decisions/gateway-before-next.md).
 *
 * `/v1/traces` is told of calls and makes none: a route like those of the API.
 *
 * @param {string | undefined} url
 */
function isGateway(url) {
  return url?.startsWith("/v1/") === true && !/^\/v1\/traces(\?|$)/.test(url);
}

// Nothing here speaks WebSocket but the development tools. A server of its own that never
// listens keeps Next.js from answering upgrades, which have been a way around its checks.
const httpServer = dev ? server : createServer();
if (!dev) server.on("upgrade", (_request, socket) => socket.destroy());
const app = next({ dev, dir, hostname, port, httpServer });
const booted = new Promise((resolve) => registry.set("booted", resolve));
await Promise.all([app.prepare(), booted]);
const handle = app.getRequestHandler();

server.on("error", (error) => {
  const taken = error.code === "EADDRINUSE";
  const why = taken
    ? `Port ${port} is taken by another program. Choose another: PORT=${port + 1} npm start`
    : `It cannot listen on ${hostname}:${port}: ${error.message}.`;
  console.error(`Purser did not start. ${why}`);
  process.exit(1);
});
server.listen(port, hostname, () => {
  stopOnSignals(server);
  console.log(`Purser is ready on http://${hostname}:${server.address().port}`);
});

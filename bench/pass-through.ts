import { Agent, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

// What any proxy must do and no more, and so the measure of Purser: nothing is parsed.
const upstream = new URL(process.argv[2] ?? "http://127.0.0.1:4010");
const agent = new Agent({ keepAlive: true, maxSockets: 1000 });

const server = createServer((incoming, reply) => {
  const outgoing = request(
    {
      agent,
      host: upstream.hostname,
      port: upstream.port,
      method: incoming.method,
      path: incoming.url,
      headers: { ...incoming.headers, host: upstream.host },
    },
    (answer) => {
      reply.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(reply);
    },
  );
  outgoing.on("error", () => reply.destroy());
  reply.on("close", () => outgoing.destroy());
  incoming.pipe(outgoing);
});
server.keepAliveTimeout = 120_000;

server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`);
});

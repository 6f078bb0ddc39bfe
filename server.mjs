import { createServer } from "node:http";
import next from "next";

const port = Number(process.env.PORT || 3000);
const hostname = process.env.HOSTNAME || "127.0.0.1";
const dev = process.argv.includes("--dev");

const app = next({ dev, hostname, port });
await app.prepare();
const server = createServer(app.getRequestHandler());
server.listen(port, hostname, () => {
  console.log(`Purser is ready on http://${hostname}:${server.address().port}`);
});

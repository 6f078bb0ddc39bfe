import { parseArgs } from "node:util";
import { startUpstream } from "./server";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    record: { type: "string", default: "full" },
  },
});

const record = values.record === "light" ? "light" : "full";
const upstream = await startUpstream({ port: Number(values.port), record });

// One line of JSON, so that whoever started us can read where we are.
process.stdout.write(
  `${JSON.stringify({ url: upstream.url, base_url: upstream.baseUrl, pid: process.pid })}\n`,
);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    void upstream.close().then(() => process.exit(0));
  });
}

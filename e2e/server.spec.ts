import { mkdir, stat, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { api } from "./api";
import { expect, test } from "./fixtures";
import { startPurser } from "./purser";

test("starts, stops on SIGTERM with exit code 0, and starts again on the same database", async ({
  newPurser,
}) => {
  const purser = await newPurser();
  expect((await api(purser.url).get("/readyz")).body).toEqual({ status: "ready" });
  const { code, ms } = await purser.stop();
  expect(code).toBe(0);
  expect(ms).toBeLessThan(5000);
  await purser.start();
  expect((await api(purser.url).get("/healthz")).body).toEqual({ status: "ok" });
});

test("starts right after kill -9", async ({ newPurser }) => {
  const purser = await newPurser();
  for (let round = 0; round < 3; round++) {
    await purser.kill();
    await purser.start();
  }
  expect((await api(purser.url).get("/readyz")).status).toBe(200);
});

test("refuses a database that another process has open, and says which", async ({ newPurser }) => {
  const purser = await newPurser();
  const DATABASE_URL = `file:${purser.directory}/purser.db`;
  await expect(startPurser({ settings: { DATABASE_URL } })).rejects.toThrow(
    `Another Purser (process ${purser.pid}) has this database open`,
  );
});

test("refuses a port that is taken, and says what to do", async ({ newPurser }) => {
  const { port } = new URL((await newPurser()).url);
  await expect(startPurser({ settings: { PORT: port } })).rejects.toThrow(
    `Stop that, or choose another: PORT=${Number(port) + 1} npm start`,
  );
});

const folder = path.join(tmpdir(), "purser-e2e-refused");
test.beforeAll(async () => {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "text"), "This is no database. ".repeat(500));
});

const short = "too short";
const badSettings: [Record<string, string>, string][] = [
  [{ DATABASE_URL: "nonsense" }, "DATABASE_URL: file:, libsql:, http(s): or ws(s): is right"],
  [
    { DATABASE_URL: "libsql://elsewhere.invalid" },
    "AUTH_SECRET is required with a remote database",
  ],
  [{ DATABASE_URL: `file:${folder}/text` }, "is not a database"],
  [{ DATABASE_URL: `file:${folder}/text/purser.db` }, "Part of the path is a file"],
  [{ DATABASE_URL: "file:/proc/purser.db" }, "cannot be opened"],
  [{ DATABASE_URL: `file:${folder}` }, "cannot be opened"],
  [{ AUTH_SECRET: short }, "AUTH_SECRET: at least 32 characters"],
  [{ PURSER_ENCRYPTION_KEY: short }, "PURSER_ENCRYPTION_KEY: at least 32 characters"],
  [{ PURSER_ADMIN_KEY: short }, "PURSER_ADMIN_KEY: at least 24 characters"],
  [{ PURSER_PUBLIC_URL: "purser" }, "PURSER_PUBLIC_URL"],
  [{ PURSER_HOST: "192.0.2.1" }, "cannot listen on 192.0.2.1"],
  [{ PORT: "99999" }, "PORT"],
  [{ PORT: "three thousand" }, "PORT"],
  [{ PURSER_IDLE_SECONDS: "-1" }, "PURSER_IDLE_SECONDS"],
  [{ PURSER_STREAMS_PER_PERSON: "many" }, "PURSER_STREAMS_PER_PERSON"],
];

for (const [settings, said] of badSettings) {
  test(`refuses ${JSON.stringify(settings)} in one line`, async () => {
    const started = performance.now();
    const refusal = await startPurser({ settings }).then(
      async (purser) => {
        await purser.dispose();
        return "it started";
      },
      (error: Error) => error.message,
    );
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(refusal).toContain(said);
    const lines = refusal.split("\n").filter((line) => line.includes("Purser did not start."));
    expect(lines).toHaveLength(1);
  });
}

/** Sends bytes as they are and gives the first line of the reply. */
function statusLine(url: string, request: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(request));
    let reply = "";
    socket.on("data", (chunk) => {
      reply += chunk;
      if (reply.includes("\r\n")) socket.destroy();
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(reply.split("\r\n")[0] ?? ""));
  });
}

const end = "Host: purser\r\nConnection: close\r\n\r\n";
const upgrade = "Host: purser\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
const refused = "HTTP/1.1 400 Bad Request";
const elsewhere = "HTTP/1.1 308 Permanent Redirect";
const oddRequests = [
  [`GET http://elsewhere.invalid/ HTTP/1.1\r\n${end}`, refused],
  [`OPTIONS * HTTP/1.1\r\n${end}`, refused],
  [`GET //elsewhere.invalid/ HTTP/1.1\r\n${end}`, elsewhere],
  [`GET /\\elsewhere.invalid/ HTTP/1.1\r\n${end}`, elsewhere],
  [`CONNECT elsewhere.invalid:443 HTTP/1.1\r\n${end}`, ""],
  [`GET / HTTP/1.1\r\n${upgrade}`, ""],
  [`GET http://elsewhere.invalid/ HTTP/1.1\r\n${upgrade}`, ""],
] as const;

test("lets in addresses of this site alone, and no upgrade", async ({ newPurser }) => {
  const { url } = await newPurser();
  for (const [request, answer] of oddRequests) {
    expect(await statusLine(url, request), request).toBe(answer);
  }
});

test("stops with all of the database in its one file", async ({ newPurser }) => {
  const purser = await newPurser();
  await purser.stop();
  expect((await stat(`${purser.directory}/purser.db`)).size).toBeGreaterThan(0);
  const wal = await stat(`${purser.directory}/purser.db-wal`).catch(() => ({ size: 0 }));
  expect(wal.size).toBe(0);
});

import { type AddressInfo, createServer, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, expect, it, vi } from "vitest";
import type { ProviderError } from "../provider-error";
import { postJson, type Reply } from "./http-post";
import { readReply } from "./reply-body";
import { SdkFetch } from "./sdk-fetch";

const servers: (() => void)[] = [];

afterEach(() => {
  for (const close of servers.splice(0)) close();
});

async function upstream(onRequest: (socket: Socket) => void): Promise<number> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on("error", () => undefined));
    socket.on("data", () => onRequest(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  servers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const urlOf = (port: number, scheme = "http") => new URL(`${scheme}://127.0.0.1:${port}/x`);

/** Reads on, pausing at each piece until told. */
function slowly(reply: Reply) {
  const told = { text: "", end: "" };
  reply.read({
    data: (bytes) => {
      told.text += bytes.toString();
      reply.pause();
    },
    end: () => {
      told.end += "end";
    },
    broke: () => {
      told.end += "broke";
    },
  });
  return told;
}

const chunked = "transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n";
const close = "connection: close\r\n";

it.each([
  ["until it closes", `${close}\r\nhello`, "more", "end"],
  ["until it closes, untold", "x: y\r\n\r\nhello", "more", "end"],
  ["of a length", "content-length: 9\r\n\r\nhello", "more", "end"],
  ["in chunks", chunked, "4\r\nmore\r\n0\r\n\r\n", "end"],
  ["in chunks, closed", close + chunked, "4\r\nmore\r\n0\r\n\r\n", "end"],
  ["in chunks, cut short", chunked, "4\r\nmore\r\n", "broke"],
  ["in chunks, closed, cut short", close + chunked, "4\r\nmore\r\n", "broke"],
])("keeps a reply that ends while its reader waits: %s", async (_, head, more, end) => {
  const port = await upstream((socket) => {
    socket.write(`HTTP/1.1 200 OK\r\n${head}`);
    setTimeout(() => socket.write(more), 30);
    setTimeout(() => socket.end(), 60);
  });
  const reply = await postJson(urlOf(port), {}, "{}", undefined);
  const told = slowly(reply);
  await pause(120);
  expect(told.end).toBe("");
  reply.resume();
  await pause(20);
  reply.resume();
  await vi.waitFor(() => expect(told).toEqual({ text: "hellomore", end }));
});

it.each([`${close}\r\nhello`, close + chunked, chunked])(
  "tells of a connection that is reset while its reader waits",
  async (head) => {
    const port = await upstream((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\n${head}`);
      setTimeout(() => socket.write("4\r\nmore\r\n"), 30);
      setTimeout(() => socket.resetAndDestroy(), 60);
    });
    const told = slowly(await postJson(urlOf(port), {}, "{}", undefined));
    await vi.waitFor(() => expect(told.end).not.toBe(""));
  },
);

it("holds an upstream back while its reader waits, and loses nothing", async () => {
  const size = 30_000_000;
  let sent = 0;
  const port = await upstream((socket) => {
    socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${size}\r\n\r\n`);
    const piece = Buffer.alloc(100_000, "a");
    const more = () => {
      while (sent < size) {
        sent += piece.length;
        if (!socket.write(piece)) return void socket.once("drain", more);
      }
    };
    more();
  });
  const reply = await postJson(urlOf(port), {}, "{}", undefined);
  await pause(300);
  expect(sent).toBeLessThan(size);
  let came = 0;
  await new Promise<void>((resolve, reject) => {
    reply.read({
      data: (bytes) => {
        came += bytes.length;
        reply.pause();
        setImmediate(() => reply.resume());
      },
      end: resolve,
      broke: reject,
    });
  });
  expect(came).toBe(size);
  // The connection is free again: another call has it, and is read.
  const next = await postJson(urlOf(port), {}, "{}", undefined);
  expect(next.status).toBe(200);
  next.destroy();
});

it("says that nothing was sent where it is given up before the connection stands", async () => {
  const port = await upstream(() => undefined);
  const given = new AbortController();
  const posted = postJson(urlOf(port, "https"), {}, "{}", given.signal);
  setTimeout(() => given.abort(), 50);
  await expect(posted).rejects.toMatchObject({ failure: "unsent" });
});

it("asks over another connection where the one that was kept is reset before", async () => {
  const port = await upstream((socket) => {
    socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
    setTimeout(() => socket.resetAndDestroy(), 1);
  });
  const told: unknown[] = [];
  const call = async () => {
    try {
      await readReply(await postJson(urlOf(port), {}, "{}", undefined), 100, JSON.parse);
    } catch (error) {
      told.push((error as ProviderError).failure);
    }
  };
  for (let round = 0; round < 50; round += 1) {
    await Promise.all(Array.from({ length: 8 }, call));
    if (round % 3) await pause(1);
  }
  expect(told.filter((failure) => failure !== "broken")).toEqual([]);
});

it("hands no header to an SDK that it would refuse", async () => {
  const port = await upstream((socket) =>
    socket.write("HTTP/1.1 200 OK\r\nx-note: \u2713\r\nx-id: a\r\ncontent-length: 2\r\n\r\n{}"),
  );
  const place = { baseUrl: urlOf(port).origin, apiKey: null };
  const { fetch } = new SdkFetch(place, { most: undefined, in: () => undefined });
  const response = await fetch(urlOf(port), { body: "{}" });
  expect([response.headers.get("x-id"), await response.text()]).toEqual(["a", "{}"]);
});

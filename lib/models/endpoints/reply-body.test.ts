import { type AddressInfo, createServer } from "node:net";
import { afterEach, expect, it } from "vitest";
import { parseEvent } from "./chat-chunk";
import { postJson } from "./http-post";
import { readReply } from "./reply-body";

const servers: (() => void)[] = [];

afterEach(() => {
  for (const close of servers.splice(0)) close();
});

async function replyOf(head: string, body: string, bytesMax = 1000, staysOpen = false) {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", () => {
      socket.write(`HTTP/1.1 200 OK\r\n${head}\r\n\r\n${body}`, "latin1");
      if (!staysOpen) socket.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  servers.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  const reply = await postJson(new URL(`http://127.0.0.1:${port}/`), {}, "{}", undefined);
  return readReply(reply, bytesMax, parseEvent);
}

const chunked = "transfer-encoding: chunked";
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;

it.each([
  ["chunks without their end", chunked, chunk('{"a":1}')],
  ["less than its length", "content-length: 50", '{"a":1}'],
  ["no length", "connection: close", '{"a":1}'],
])("a reply that parses is whole: %s", async (_, head, body) => {
  await expect(replyOf(head, body)).resolves.toEqual({ a: 1 });
});

it.each([
  ["chunks without their end", chunked, chunk('{"a":"one tw')],
  ["less than its length", "content-length: 50", '{"a":"one tw'],
  ["no length", "connection: close", '{"a":"one tw'],
])("of one that does not, the part that came is kept: %s", async (_, head, body) => {
  const error = { failure: "broken", part: '{"a":"one tw' };
  await expect(replyOf(head, body)).rejects.toMatchObject(error);
});

it("keeps the part that was read of what is larger than we read", async () => {
  const body = JSON.stringify("x".repeat(2000));
  const error = { failure: "broken", part: expect.stringMatching(/^"x+/) };
  await expect(replyOf("connection: close", body)).rejects.toMatchObject(error);
});

it("says of one that is compressed that nobody asked for that", async () => {
  const packed = replyOf("content-encoding: gzip\r\nconnection: close", "\xff\xfe\xff");
  await expect(packed).rejects.toThrow("compressed, which was not asked for");
});

it("lets a reply go that parses and does not end", async () => {
  await expect(replyOf("content-length: 50", '{"a":1}', 1000, true)).resolves.toEqual({ a: 1 });
});

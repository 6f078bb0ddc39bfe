import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll } from "vitest";
import { createKey } from "../auth/keys/create";
import { makeSpender } from "../conversations/testing";
import { nodeFront } from "./node-front";
import { webFront } from "./web-front";

export type Front = (path: string, init?: RequestInit) => Promise<Response>;

/** The two fronts of the gateway, asked in the same way. */
export function fronts(): Record<"node" | "web", Front> {
  let server: Server | undefined;
  let url = "";
  beforeAll(async () => {
    server = createServer((request, response) => nodeFront(request, response, {}));
    await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server?.closeAllConnections();
    server?.close();
  });
  return {
    node: (path, init) => fetch(url + path, init),
    web: (path, init) => webFront(new Request(`http://purser.test${path}`, init)),
  };
}

/** A key of somebody with a budget of their own. */
export async function makeKey(credits = 1_000_000_000, purpose: string | null = null) {
  const viewer = await makeSpender(credits);
  const { key } = await createKey({ viewer, input: { name: "test", purpose } });
  return { key, userId: viewer.userId };
}

/** A chat request with a key. */
export function chat(key: string, body: unknown, headers: Record<string, string> = {}) {
  return {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  };
}

/** What a stream said: its chunks, and whether it ended with `[DONE]`. */
export function readChunks(text: string) {
  const data = text
    .split(/\r?\n/)
    .flatMap((line) => (line.startsWith("data: ") ? [line.slice(6)] : []));
  const chunks = data.filter((each) => each !== "[DONE]").map((each) => JSON.parse(each) as Chunk);
  return {
    chunks,
    done: data.at(-1) === "[DONE]",
    text: chunks.map((chunk) => chunk.choices?.[0]?.delta?.content ?? "").join(""),
    usage: chunks.findLast(({ usage }) => usage)?.usage ?? null,
    error: chunks.find(({ error }) => error)?.error ?? null,
  };
}

type Chunk = {
  choices?: { delta?: { content?: string }; finish_reason?: string | null }[];
  usage?: Record<string, unknown> | null;
  error?: { message: string; code: string };
};

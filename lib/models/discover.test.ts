import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { testDatabase } from "../db/testing";
import { discover } from "./discover";
import { createEndpoint } from "./endpoint-verbs/create";
import { openModels } from "./open";
import { endpointBody } from "./schemas";

testDatabase();
beforeAll(() => openModels());

const stops: (() => void)[] = [];
afterAll(() => {
  for (const stop of stops) stop();
});

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stops.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const models = (...ids: unknown[]): RequestListener => {
  return (_, response) => {
    response.end(JSON.stringify({ object: "list", data: ids.map((id) => ({ id })) }));
  };
};

it("finds what answers as a model server, and nothing else", async () => {
  const place = async (name: string, listener: RequestListener) => ({
    name,
    port: await serve(listener),
  });
  const gone = await place("Gone", models());
  stops.pop()?.();
  const silent: RequestListener = () => undefined;
  const startedAt = performance.now();
  const places = [
    await place("Ollama", models("llama3.2:3b", "demo")),
    await place("LM Studio", models("/home/me/models/Qwen 2.gguf", "demo")),
    await place("A page", (_, response) => response.end("<html>")),
    await place("Other JSON", (_, response) => response.end('{"data":{}}')),
    await place("Odd ids", models("a", 5)),
    await place("An error", (_, response) => response.writeHead(500).end('{"data":[]}')),
    await place("Silent", silent),
    gone,
  ];
  const found = await discover(places);
  expect(performance.now() - startedAt).toBeLessThan(2000);
  expect(found.map(({ name, models: own }) => [name, own.map((one) => one.id)])).toEqual([
    ["Ollama", ["llama3.2:3b", "ollama/demo"]],
    ["LM Studio", ["Qwen-2", "lm-studio/demo"]],
  ]);
});

it("what it finds can be added with a price, and is then no longer found", async () => {
  const places = [{ name: "Ollama", port: await serve(models("tiny")) }];
  const [found] = await discover(places);
  const viewer = { kind: "admin-key", role: "admin" } as const;
  const priced = found?.models.map((one) => ({ ...one, price: { input: 0, output: 0 } }));
  const input = endpointBody.parse({ ...found, models: priced });
  await createEndpoint({ viewer, input });
  expect(await discover(places)).toEqual([]);
});

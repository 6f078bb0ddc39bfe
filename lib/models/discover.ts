import http from "node:http";
import { isNull } from "drizzle-orm";
import { db } from "../db/client";
import { endpoints } from "../db/schema";
import { findModel } from "./registry";

/** A local model server by its usual port. */
export type Place = { name: string; port: number };

const usualPlaces: Place[] = [
  { name: "Ollama", port: 11434 },
  { name: "llama.cpp", port: 8080 },
  { name: "LM Studio", port: 1234 },
];

/** A server that answered, ready to be added as an endpoint once its prices are said. */
export type Discovered = {
  name: string;
  kind: "openai-compatible";
  base_url: string;
  models: { id: string; upstream_id: string }[];
};

const waitMs = 300;
const replyBytesMax = 1_000_000;
const modelsMax = 200;

/**
 * Model servers on this machine's loopback that are not endpoints yet. Each usual place is asked
 * once for its models, shortly, and only when an admin asks.
 */
export async function discover(places = usualPlaces): Promise<Discovered[]> {
  const live = await db()
    .select({ baseUrl: endpoints.baseUrl })
    .from(endpoints)
    .where(isNull(endpoints.deletedAt));
  const known = new Set(
    live.map(({ baseUrl }) => baseUrl?.replace("//localhost:", "//127.0.0.1:")),
  );
  const found = await Promise.all(places.map(ask));
  return found.filter((one) => one !== null).filter(({ base_url }) => !known.has(base_url));
}

async function ask({ name, port }: Place): Promise<Discovered | null> {
  const base_url = `http://127.0.0.1:${port}/v1`;
  const ids = modelIds(await fetchJson(`${base_url}/models`));
  if (!ids) return null;
  const models = ids.map((upstream_id) => ({ id: freeId(name, upstream_id), upstream_id }));
  return { name, kind: "openai-compatible", base_url, models };
}

/** The ids of an OpenAI model list; null for anything else that listens there. */
function modelIds(reply: unknown): string[] | null {
  const data = (reply as { data?: unknown } | null)?.data;
  if (!Array.isArray(data)) return null;
  const ids = data.map((one: { id?: unknown } | null) => one?.id);
  const good = ids.filter((id): id is string => typeof id === "string" && id.length <= 300);
  return good.length === ids.length ? good.slice(0, modelsMax) : null;
}

/** An id that the rules allow and nobody has: of a file its name, of a taken one the server's. */
function freeId(server: string, upstreamId: string): string {
  const plain = upstreamId.replace(/^.*[/\\](?=[^/\\]*\.gguf$)|\.gguf$/g, "");
  const id = plain.replace(/[^\w.:/@+~-]+/g, "-").replace(/^[^A-Za-z0-9]+/, "") || "model";
  const short = id.slice(0, 150);
  return findModel(short) ? `${server.toLowerCase().replaceAll(" ", "-")}/${short}` : short;
}

/** The reply's JSON; null when there is none in time. */
function fetchJson(url: string): Promise<unknown> {
  return new Promise((resolve) => {
    const request = http.get(url, { agent: false, signal: AbortSignal.timeout(waitMs) });
    request.once("error", () => resolve(null));
    request.once("response", (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size <= replyBytesMax) chunks.push(chunk);
        else request.destroy();
      });
      response.once("error", () => resolve(null));
      response.once("end", () => resolve(response.statusCode === 200 ? parsed(chunks) : null));
    });
  });
}

function parsed(chunks: Buffer[]): unknown {
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    return null; // Something else listens there.
  }
}

import { askRaw, dataOf } from "./testing";

export type Json = Record<string, unknown>;

export const prompt = (script: object | null) =>
  script ? `@upstream ${JSON.stringify(script)} and a question` : "A question";

/** The events of a stream in another dialect. */
export async function eventsOf(port: number, path: string, body: object) {
  const reply = await askRaw(port, body, { path });
  const all = dataOf(reply.body).map((data) => JSON.parse(data) as Json);
  return { reply, all, types: all.map(({ type }) => type), last: all.at(-1) };
}

export async function jsonOf(port: number, path: string, body: object) {
  const reply = await askRaw(port, body, { path });
  return { status: reply.status, body: JSON.parse(reply.body.toString()) as Json };
}

export const toolCalls = [{ name: "weather", arguments: { city: "Oslo" } }];

import { eq } from "drizzle-orm";
import { expect, it, vi } from "vitest";
import { testModel, testUpstream } from "../conversations/testing";
import { db } from "../db/client";
import { reservations } from "../db/schema";
import { bookErrors } from "../ledger/testing";
import { chat, fronts, makeKey } from "./testing";

testUpstream();
const by = fronts();

type Json = { [member: string]: unknown };

const text = [{ type: "text", text: "Hello" }];
const tool = { name: "f", parameters: { type: "object" }, input_schema: { type: "object" } };
const right: Record<string, Json> = {
  "/v1/responses": {
    input: [
      { role: "user", content: [{ type: "input_text", text: "Hello" }] },
      { type: "reasoning", summary: [{ type: "summary_text", text: "So" }] },
      { type: "function_call", call_id: "c", name: "f", arguments: "{}" },
      { type: "function_call_output", call_id: "c", output: "4" },
    ],
    tools: [{ type: "function", ...tool }],
    text: { format: { type: "text" } },
    max_output_tokens: 5,
    reasoning: { effort: "low" },
    include: ["reasoning.encrypted_content"],
  },
  "/v1/messages": {
    system: text,
    messages: [
      { role: "user", content: text },
      { role: "assistant", content: [{ type: "tool_use", id: "c", name: "f", input: {} }] },
      { role: "user", content: [{ type: "tool_result", tool_use_id: "c", content: text }] },
    ],
    tools: [tool],
    tool_choice: { type: "auto" },
    thinking: { type: "disabled" },
    max_tokens: 5,
  },
  "/v1/messages/count_tokens": { messages: [{ role: "user", content: text }] },
  "/v1/embeddings": { input: ["Hello", [1, 2]], dimensions: 4, encoding_format: "float" },
};

const oddities: unknown[] = [
  ...[null, true, 0, -1, 0.5, 2 ** 53, "", "\0", "\ud800", "data:image/png;base64,AA", [], {}],
  ...[[[]], [null], { type: "web_search" }, { toString: 1 }, { type: { toString: 1 } }],
  ...[{ type: "image", source: { type: "base64", data: 4 } }, { cache_control: { ttl: "1h" } }],
  JSON.parse("[".repeat(200) + "]".repeat(200)),
];

/** The same bodies for the same seed. */
function randomOf(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Puts something odd in the place of something, or beside it. */
function change(body: Json, random: (below: number) => number): void {
  let at = body;
  for (;;) {
    const names = Object.keys(at);
    const name = names[random(names.length)] ?? "odd";
    const inside = at[name];
    if (typeof inside === "object" && inside !== null && random(3) > 0) at = inside as Json;
    else {
      at[random(6) === 0 ? "odd" : name] = structuredClone(oddities[random(oddities.length)]);
      return;
    }
  }
}

it.each(Object.keys(right))("%s: no odd body makes a failure of ours", async (path) => {
  const warned = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const failed = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const { key } = await makeKey();
  const random = randomOf(7);
  const wrong: string[] = [];
  for (let n = 0; n < 200; n += 1) {
    const model = n % 2 === 0 ? testModel : "demo";
    const body = { model, stream: n % 3 === 0, ...structuredClone(right[path]) };
    for (let changes = 0; changes <= random(3); changes += 1) change(body, random);
    const reply = await by.node(path, chat(key, body));
    const said = await reply.text();
    if (reply.status >= 500) wrong.push(`${reply.status} ${said} ${JSON.stringify(body)}`);
  }
  expect(wrong.slice(0, 3)).toEqual([]);
  expect(failed.mock.calls).toEqual([]);
  warned.mockRestore();
  failed.mockRestore();
  expect(await bookErrors()).toEqual([]);
  const open = await db().select().from(reservations).where(eq(reservations.state, "open"));
  expect(open).toEqual([]);
});

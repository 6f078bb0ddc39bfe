import { beforeAll, expect, it } from "vitest";
import { testUpstream } from "../conversations/testing";
import { createEndpoint } from "../models/endpoint-verbs/create";
import { TestProvider } from "../models/endpoints/testing";
import { endpointBody } from "../models/schemas";
import { chat, fronts, makeKey } from "./testing";

testUpstream();
const by = fronts();
const provider = new TestProvider();

const id = "1234567890123456789";
const usage = { input_tokens: 9, output_tokens: 3, prompt_tokens: 9, completion_tokens: 3 };

/** A whole reply of either dialect that calls a tool with an id of 64 bits. */
function calls(dialect: string) {
  const call = { type: "function", id: "c", function: { name: "look", arguments: `{"id":${id}}` } };
  const message = { role: "assistant", content: null, tool_calls: [call] };
  const chatReply = { choices: [{ index: 0, message, finish_reason: "tool_calls" }], usage };
  const block = { type: "tool_use", id: "c", name: "look", input: { id: 7 } };
  const head = { type: "message", id: "m", role: "assistant", model: "x" };
  const messages = { ...head, content: [block], stop_reason: "tool_use", usage };
  const json = JSON.stringify(dialect === "anthropic" ? messages : chatReply);
  provider.next((response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(json.replace('"id":7', `"id":${id}`));
  });
}

beforeAll(async () => {
  await provider.start();
  for (const kind of ["anthropic", "openai-compatible"]) {
    const price = { input: "1", output: "5" };
    const models = [{ id: `a-${kind}`, price, max_output_tokens: 4096 }];
    const place = { base_url: provider.baseUrl, api_key: "sk-provider-0123456789" };
    const input = endpointBody.parse({ name: kind, kind, ...place, models });
    await createEndpoint({ viewer: { kind: "admin-key", role: "admin" }, input });
  }
});

async function ask(dialect: string, path: string, body: object) {
  calls(dialect);
  const { key } = await makeKey();
  const text = JSON.stringify({ model: `a-${dialect}`, max_tokens: 50, ...body });
  const reply = await by.node(path, chat(key, text.replaceAll('"ID"', id)));
  return { status: reply.status, text: await reply.text() };
}

const paths = ["/v1/chat/completions", "/v1/responses", "/v1/messages"];
const bodyFor = (path: string) =>
  path === "/v1/responses"
    ? { input: "Hi", max_tokens: undefined }
    : { messages: [{ role: "user", content: "Hi" }] };

it.each(paths)("%s: a tool is called with the id that the model gave", async (path) => {
  for (const dialect of ["anthropic", "openai-compatible"]) {
    if (path === "/v1/responses" && dialect !== "anthropic") continue;
    const { status, text } = await ask(dialect, path, bodyFor(path));
    expect(status, text).toBe(200);
    const told = text.replaceAll("\\", "");
    expect(told, `${path} ${dialect}`).toContain(`{"id":${id}}`);
  }
});

it("what a tool was called with goes out as it came, translated or not", async () => {
  const call = { id: "c", type: "function", function: { name: "look", arguments: `{"id":${id}}` } };
  const messages = [
    { role: "user", content: "Hi" },
    { role: "assistant", tool_calls: [call] },
    { role: "tool", tool_call_id: "c", content: "Found" },
  ];
  for (const dialect of ["anthropic", "openai-compatible"]) {
    const { status, text } = await ask(dialect, "/v1/chat/completions", { messages });
    expect(status, text).toBe(200);
    expect(provider.seen.at(-1)?.sent.replaceAll("\\", "")).toContain(`{"id":${id}}`);
  }
});

it("numbers of a body that would be others in another dialect are refused", async () => {
  const parameters = { type: "object", properties: { id: { type: "integer", maximum: "ID" } } };
  const tools = [{ type: "function", function: { name: "look", parameters } }];
  const asked = { ...bodyFor("/v1/chat/completions"), tools };
  const refused = await ask("anthropic", "/v1/chat/completions", asked);
  expect(refused.status).toBe(400);
  expect(refused.text).toContain("more digits than a double holds");
  expect((await ask("openai-compatible", "/v1/chat/completions", asked)).status).toBe(200);
});

import { expect, it } from "vitest";
import { outputIn } from "./part";

const tool = { type: "tool_use", id: "t", name: "look", input: { city: "Oslo" } };
const call = { id: "c", function: { name: "look", arguments: '{"city":"Os' } };
const item = { type: "message", content: [{ type: "output_text", text: "one two" }] };

it.each([
  ["chat", { model: "m", choices: [{ message: { role: "assistant", content: "one two" } }] }],
  ["responses", { instructions: "Be kind", text: { format: { type: "text" } }, output: [item] }],
  ["Gemini", { candidates: [{ content: { role: "model", parts: [{ text: "one two" }] } }] }],
  ["messages", { model: "m", role: "assistant", content: [{ type: "text", text: "one two" }] }],
])("finds what was written in a part of a reply: %s", async (_, reply) => {
  const whole = JSON.stringify(reply);
  const part = whole.slice(0, whole.indexOf("two") + 2);
  expect([...(await outputIn(part)).texts]).toEqual(["one tw"]);
});

it("finds calls of tools, and the usage that came", async () => {
  const reply = { usage: { completion_tokens: 3 }, choices: [{ message: { tool_calls: [call] } }] };
  const found = await outputIn(JSON.stringify(reply).slice(0, -1));
  expect([...found.texts]).toEqual(["look", '{"city":"Os']);
  expect(found.reply.usage).toEqual({ completion_tokens: 3 });
  const other = await outputIn(JSON.stringify({ content: [tool] }).slice(0, -2));
  expect([...other.texts]).toEqual(["look", '{"city":"Oslo"}']);
});

it("counts the same thoughts once, whatever names they have", async () => {
  const thoughts = {
    reasoning: "hm",
    reasoning_content: "hm",
    reasoning_details: [{ text: "hm" }],
  };
  const part = JSON.stringify({ choices: [{ message: { ...thoughts, content: "one" } }] });
  expect([...(await outputIn(part)).texts]).toEqual(["hm", "one"]);
});

it("takes what is no part of an answer for nothing", async () => {
  for (const part of ["", "<html>", "[1", '{"data":[{"embedding":[0.1,', '{"content":7']) {
    expect([...(await outputIn(part)).texts]).toEqual([]);
  }
});

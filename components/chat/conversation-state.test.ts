import { describe, expect, it } from "vitest";
import type { Part } from "@/lib/generations/parts";
import { alongside, emptyConversation, hasNews, loaded, received } from "./conversation-state";
import type { ConversationJson } from "./turn";

const opening = (id: string): Part[] => [
  {
    type: "data-response",
    data: {
      conversation_id: "c",
      response_id: id,
      trace_id: "t",
      prompt: "How big?",
      model: "demo",
      max_output_tokens: 100,
      reserved_credits: 50,
    },
  },
  { type: "start", messageId: id },
  { type: "text-start", id: "0" },
];
const delta = (text: string): Part => ({ type: "text-delta", id: "0", delta: text });
const receipt = (id: string, status = "done"): Part => ({
  type: "data-receipt",
  data: {
    response_id: id,
    status,
    finish_reason: "stop",
    error: null,
    input_tokens: 4,
    output_tokens: 2,
    cost_credits: 30,
    usage_source: "provider",
    usage_id: "u",
    remaining: [],
  },
});

describe("a stream", () => {
  it("keeps answers side by side apart", () => {
    const of = (id: string, text: string): Part => ({
      type: "text-delta",
      id: `${id}/0`,
      delta: text,
    });
    const parts = [...opening("a"), ...opening("b"), of("a", "1"), of("b", "x"), of("a", "2")];
    const { turns } = received(emptyConversation, parts, 0);
    expect(turns.map(({ id, text }) => [id, text])).toEqual([
      ["a", "12"],
      ["b", "x"],
    ]);
  });

  it("opens a turn, lets it grow and closes it", () => {
    const state = received(
      emptyConversation,
      [...opening("r"), delta("About "), delta("1,500"), receipt("r")],
      1000,
    );
    expect(state).toMatchObject({ id: "c", costCredits: 30 });
    expect(state.turns).toMatchObject([
      { id: "r", prompt: "How big?", text: "About 1,500", status: "done", costCredits: 30 },
    ]);
  });

  it("replaces what was shown by a snapshot, without a blank in between", () => {
    const shown = received(emptyConversation, [...opening("r"), delta("About 1,")], 0);
    const reopened = received(shown, opening("r"), 0);
    expect(reopened.turns[0]?.text).toBe("About 1,");
    const whole = received(reopened, [delta("About 1,500"), delta(" litres")], 0);
    expect(whole.turns[0]?.text).toBe("About 1,500 litres");
    expect(whole.turns).toHaveLength(1);
  });

  it("goes on after a drop without gap or repeat", () => {
    const before = received(emptyConversation, [...opening("r"), delta("About ")], 0);
    const after = received(before, [delta("1,500"), receipt("r", "stopped")], 0);
    expect(after.turns).toMatchObject([{ text: "About 1,500", status: "stopped" }]);
  });

  it("counts a cost once when a receipt comes twice", () => {
    const parts = [...opening("r"), delta("a"), receipt("r"), receipt("r")];
    expect(received(emptyConversation, parts, 0).costCredits).toBe(30);
  });
});

it("keeps text that is ahead of what was loaded", () => {
  const live = received(emptyConversation, [...opening("r"), delta("About 1,500")], 0);
  const json = {
    id: "c",
    name: "Tank",
    model: "demo",
    cost_credits: 0,
    responses: [{ id: "r", response: "About", status: "streaming", reasoning: null }],
  } as unknown as ConversationJson;
  const state = loaded(live, json);
  expect(state).toMatchObject({ name: "Tank", turns: [{ text: "About 1,500" }] });
});

it("takes in what waits beside a stream, and leaves what the stream tells", () => {
  const live = received(emptyConversation, [...opening("r"), delta("About 1,500")], 0);
  const response = { response: "", reasoning: null };
  const json = {
    id: "c",
    name: "Tank",
    model: "demo",
    cost_credits: 0,
    responses: [
      { ...response, id: "r", response: "About 1,500 litres", status: "streaming" },
      { ...response, id: "s", prompt: "And the pump?", status: "queued" },
    ],
  } as unknown as ConversationJson;
  const state = alongside(live, json);
  expect(state.turns).toMatchObject([
    { text: "About 1,500", status: "streaming" },
    { prompt: "And the pump?", status: "queued" },
  ]);
  expect(hasNews(live, state)).toBe(false);
  expect(hasNews(emptyConversation, state)).toBe(true);
  const ended = received(state, [receipt("r")], 0);
  expect(alongside(ended, json)).toMatchObject({
    costCredits: 30,
    turns: [{ status: "done" }, {}],
  });
});

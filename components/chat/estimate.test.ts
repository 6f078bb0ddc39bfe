import { describe, expect, it } from "vitest";
import { messagesUpTo, systemMessages, userMessage } from "@/lib/conversations/history";
import { inputBound } from "@/lib/pricing/bound";
import type { ChatModel } from "./desk";
import { cheaperModel, estimate, inputTokensBound } from "./estimate";

const cent = 10_000_000;

function model(id: string, input: number, output: number): ChatModel {
  return {
    id,
    name: id,
    endpoint: "test",
    demo: false,
    maxOutputTokens: 2000,
    minOutputTokens: null,
    counted: false,
    price: { input, output, tiers: [], source: "test" },
    options: {},
    allowanceIds: [],
    paid: true,
    messageCredits: 0,
  };
}

const haiku = model("haiku", 1_000_000, 5_000_000);
const nano = model("nano", 50_000, 400_000);
const sent = { system: null, turns: [], prompt: "How big should the tank be?" };

it("bounds the input as the server does", () => {
  const turns = [
    { id: "a", parentId: null, prompt: "Ärger “quoted”\n", response: "Ja 🌧" },
    { id: "b", parentId: "a", prompt: "never answered", response: "" },
  ];
  const prompt = [
    ...systemMessages("Be brief."),
    ...messagesUpTo(turns, "b"),
    userMessage("And now?"),
  ];
  const mine = inputTokensBound({
    system: "Be brief.",
    turns: turns.map((turn) => ({ prompt: turn.prompt, text: turn.response })),
    prompt: "And now?",
  });
  expect(mine).toBe(inputBound({ prompt }).tokens);
});

describe("what a message may cost", () => {
  it("is the dearest input and the whole output limit", () => {
    const found = estimate({ model: haiku, sent, outputTokens: null, roomCredits: 30 * cent });
    const input = inputTokensBound(sent);
    expect(found).toMatchObject({
      kind: "fits",
      holdCredits: (input * 1_000_000 + 2000 * 5_000_000) / 1000,
      maxOutputTokens: 2000,
      lowered: false,
    });
  });

  it("lowers the limit to the room, and says so", () => {
    const found = estimate({ model: haiku, sent, outputTokens: null, roomCredits: cent / 2 });
    expect(found).toMatchObject({ kind: "fits", lowered: true, askedOutputTokens: 2000 });
  });

  it("is near where only the count of the text says whether it fits", () => {
    const long = { ...sent, prompt: "How big should the tank be? ".repeat(400) };
    const roomCredits = inputTokensBound(long) * 500 + 2000 * 5000;
    const asked = { sent: long, outputTokens: null, roomCredits };
    expect(estimate({ ...asked, model: haiku })).toMatchObject({ lowered: true });
    const counted = estimate({ ...asked, model: { ...haiku, counted: true } });
    expect(counted).toMatchObject({ kind: "fits", near: true, holdCredits: roomCredits });
    const none = estimate({ ...asked, roomCredits: 100, model: { ...haiku, counted: true } });
    expect(none.kind).toBe("does-not-fit");
  });

  it("does not fit below the model's useful minimum", () => {
    const found = estimate({ model: haiku, sent, outputTokens: null, roomCredits: cent / 2 });
    const { maxOutputTokens } = found as { maxOutputTokens: number };
    const picky = { ...haiku, minOutputTokens: maxOutputTokens + 1 };
    const refused = estimate({ model: picky, sent, outputTokens: null, roomCredits: cent / 2 });
    expect(refused.kind).toBe("does-not-fit");
  });

  it("does not fit where not even a short answer does, or nobody pays", () => {
    const broke = estimate({ model: haiku, sent, outputTokens: null, roomCredits: 1000 });
    expect(broke).toMatchObject({ kind: "does-not-fit", roomCredits: 1000 });
    const unpaid = { ...haiku, paid: false };
    const nobody = estimate({ model: unpaid, sent, outputTokens: null, roomCredits: cent });
    expect(nobody.kind).toBe("does-not-fit");
  });
});

describe("the cheaper model", () => {
  const asked = { chosen: haiku, chosenFits: true, sent, outputTokens: null };

  it("is the nearest in price that fits whole", () => {
    const mini = model("mini", 250_000, 2_000_000);
    const models = [nano, haiku, mini];
    const found = cheaperModel({ ...asked, models, roomOf: () => cent / 2 });
    expect(found?.model.id).toBe("mini");
  });

  it("may write a shorter answer where the chosen one does not fit at all", () => {
    const models = [nano, haiku];
    const roomOf = () => cent / 20;
    expect(cheaperModel({ ...asked, models, roomOf })).toBeNull();
    const found = cheaperModel({ ...asked, chosenFits: false, models, roomOf });
    expect(found?.estimate).toMatchObject({ lowered: true });
  });

  it("is none where none fits", () => {
    expect(cheaperModel({ ...asked, models: [nano, haiku], roomOf: () => 10 })).toBeNull();
  });
});

import { expect, it } from "vitest";
import type { Part } from "@/lib/generations/parts";
import { withParts } from "./books";
import { type ConversationState, emptyConversation, received } from "./conversation-state";
import type { ChatModel, DeskAllowance } from "./desk";

const allowance: DeskAllowance = {
  id: "a",
  name: "Chat",
  window: "calendar-day",
  timeZone: "UTC",
  amountCredits: 100,
  remainingCredits: 100,
  reservedCredits: 0,
  resetsAt: null,
};
const models = [{ id: "demo", allowanceIds: ["a"] } as unknown as ChatModel];
const opening: Part = {
  type: "data-response",
  data: {
    conversation_id: "c",
    response_id: "r",
    trace_id: "t",
    prompt: "How big?",
    model: "demo",
    max_output_tokens: 100,
    reserved_credits: 40,
  },
};

function afterOpening(before: ConversationState, allowances: DeskAllowance[]) {
  const conversation = received(before, [opening], 0);
  const change = { before, conversation, models };
  return { conversation, allowances: withParts(allowances, [opening], change) };
}

it("takes a hold off once, however often its stream is opened", () => {
  const held = { remainingCredits: 60, reservedCredits: 40 };
  const first = afterOpening(emptyConversation, [allowance]);
  expect(first.allowances).toMatchObject([held]);
  const again = afterOpening(first.conversation, first.allowances);
  expect(again.allowances).toMatchObject([held]);
});

it("takes it off when the time of a turn that waited has come", () => {
  const known = received(emptyConversation, [opening], 0);
  const turns = known.turns.map((turn) => ({
    ...turn,
    status: "queued" as const,
    reservedCredits: null,
  }));
  const after = afterOpening({ ...known, turns }, [allowance]);
  expect(after.allowances).toMatchObject([{ remainingCredits: 60 }]);
});

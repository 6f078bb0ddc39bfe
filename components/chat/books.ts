import type { Part } from "@/lib/generations/parts";
import type { ListedConversation } from "./conversation-list";
import type { ConversationState } from "./conversation-state";
import { type ChatModel, type DeskAllowance, findModel } from "./desk";
import { isUnfinished, type Turn } from "./turn";

type Change = {
  before: ConversationState;
  conversation: ConversationState;
  models: readonly ChatModel[];
};

function isHeld({ reservedCredits }: Turn): boolean {
  return reservedCredits !== null;
}

/**
 * What the parts of a stream do to the allowances a page shows: a hold that opens is held, a
 * receipt says what remains. `before` is the conversation as it was before the parts: the hold of a
 * turn that it shows held is in the figures already. Pure.
 */
export function withParts(
  allowances: readonly DeskAllowance[],
  parts: readonly Part[],
  { before, conversation, models }: Change,
): DeskAllowance[] {
  let next = [...allowances];
  const counted = new Set(before.turns.filter(isHeld).map(({ id }) => id));
  for (const part of parts) {
    if (part.type === "data-response" && !counted.has(part.data.response_id)) {
      counted.add(part.data.response_id);
      const held = part.data.reserved_credits;
      next = changed(next, findModel(models, part.data.model), (each) => ({
        ...each,
        remainingCredits: each.remainingCredits - held,
        reservedCredits: each.reservedCredits + held,
      }));
    }
    if (part.type === "data-receipt") {
      const turn = conversation.turns.find(({ id }) => id === part.data.response_id);
      const held = turn?.reservedCredits ?? 0;
      const remaining = new Map(
        part.data.remaining.map(({ allowance_id, remaining_credits }) => [
          allowance_id,
          remaining_credits,
        ]),
      );
      next = next.map((each) => {
        const remainingCredits = remaining.get(each.id);
        if (remainingCredits === undefined) return each;
        const reservedCredits = Math.max(0, each.reservedCredits - held);
        return { ...each, remainingCredits, reservedCredits };
      });
    }
  }
  return next;
}

function changed(
  allowances: DeskAllowance[],
  model: ChatModel | undefined,
  change: (allowance: DeskAllowance) => DeskAllowance,
): DeskAllowance[] {
  return allowances.map((each) => (model?.allowanceIds.includes(each.id) ? change(each) : each));
}

/** The list with a conversation as it is now, newest first. */
export function withConversation(
  listed: readonly ListedConversation[],
  conversation: ConversationState,
  now: number,
): ListedConversation[] {
  const { id, name, turns } = conversation;
  if (!id) return [...listed];
  const before = listed.find((each) => each.id === id);
  const live = turns.some(isUnfinished);
  const touched = live || before?.live || !before;
  const after = { id, name, live, updatedAt: touched ? now : before.updatedAt };
  return [after, ...listed.filter((each) => each.id !== id)].sort(
    (a, b) => b.updatedAt - a.updatedAt,
  );
}

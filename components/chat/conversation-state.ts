import { firstWords } from "@/lib/conversations/name";
import type { Part, ReceiptData, ResponseData } from "@/lib/generations/parts";
import type { Credits } from "@/lib/money";
import { type ConversationJson, type Turn, turnOf } from "./turn";

/** A conversation as a page holds it. Pure: events in, the next state out. */
export type ConversationState = {
  /** Null until the server has made it. */
  id: string | null;
  name: string;
  model: string | null;
  /** What it was started with for the model to keep to; null for none, or not known yet. */
  system: string | null;
  costCredits: Credits;
  turns: Turn[];
  /** The turn that text without a name belongs to: the last one that was opened. */
  openTurn: string | null;
  /** Turns whose text starts anew with the next delta: a snapshot replaces what was shown. */
  restarting: string[];
};

export const emptyConversation: ConversationState = {
  id: null,
  name: "",
  model: null,
  system: null,
  costCredits: 0,
  turns: [],
  openTurn: null,
  restarting: [],
};

/** What the server says of the whole; text that came meanwhile and is longer stays. */
export function loaded(state: ConversationState, json: ConversationJson): ConversationState {
  const shown = new Map(state.turns.map((turn) => [turn.id, turn]));
  const turns = json.responses.map((response) => {
    const turn = turnOf(response);
    const before = shown.get(turn.id);
    const isAhead = turn.status === "streaming" && before && before.text.length > turn.text.length;
    return isAhead ? before : turn;
  });
  const { id, name, model, cost_credits: costCredits } = json;
  const system = json.responses.at(-1)?.system ?? state.system;
  return { ...state, id, name, model, system, costCredits, turns };
}

/**
 * What the server says of the whole, while a stream tells of what runs: a turn that is shown
 * running or ended stays as it is, for the stream is ahead; turns that were not shown come in.
 */
export function alongside(state: ConversationState, json: ConversationJson): ConversationState {
  const after = loaded(state, json);
  const shown = new Map(state.turns.map((turn) => [turn.id, turn]));
  const told = new Set(after.turns.map(({ id }) => id));
  const turns = after.turns.map((turn) => {
    const before = shown.get(turn.id);
    return before && before.status !== "queued" ? before : turn;
  });
  const newer = state.turns.filter(({ id }) => !told.has(id));
  return { ...after, costCredits: state.costCredits, turns: [...turns, ...newer] };
}

/** True when `after` tells of a hold or an end that `before` does not know. */
export function hasNews(before: ConversationState, after: ConversationState): boolean {
  const statuses = new Map(before.turns.map(({ id, status }) => [id, status]));
  return after.turns.some(({ id, status }) => status !== "queued" && statuses.get(id) !== status);
}

/** The next parts of a stream, in order; `now` (ms) is when they came. */
export function received(
  state: ConversationState,
  parts: readonly Part[],
  now: number,
): ConversationState {
  return parts.reduce((before, part) => receivedOne(before, part, now), state);
}

function receivedOne(state: ConversationState, part: Part, now: number): ConversationState {
  switch (part.type) {
    case "data-response":
      return opened(state, part.data, now);
    case "start":
      return part.messageId ? { ...state, openTurn: part.messageId } : state;
    case "text-delta":
      return grown(state, part.id, { text: part.delta });
    case "reasoning-delta":
      return grown(state, part.id, { reasoning: part.delta });
    case "data-receipt":
      return closed(state, part.data, now);
    default:
      return state;
  }
}

function opened(state: ConversationState, data: ResponseData, now: number): ConversationState {
  const before = state.turns.find((turn) => turn.id === data.response_id);
  const turn: Turn = {
    ...(before ?? newTurn(state, data, now)),
    status: "streaming",
    error: null,
    maxOutputTokens: data.max_output_tokens,
    reservedCredits: data.reserved_credits,
  };
  const next = before ? replaced(state.turns, turn) : [...state.turns, turn];
  return {
    ...state,
    id: data.conversation_id,
    name: state.name || firstWords(data.prompt),
    model: data.model,
    turns: next,
    openTurn: turn.id,
    restarting: before ? [...state.restarting, turn.id] : state.restarting,
  };
}

function newTurn(state: ConversationState, data: ResponseData, now: number): Turn {
  return {
    id: data.response_id,
    parentId: state.turns.at(-1)?.id ?? null,
    model: data.model,
    prompt: data.prompt,
    text: "",
    reasoning: "",
    status: "streaming",
    finishReason: null,
    error: null,
    inputTokens: null,
    outputTokens: null,
    reasoningTokens: null,
    costCredits: null,
    usageSource: null,
    usageId: null,
    durationMs: null,
    createdAt: now,
    maxOutputTokens: data.max_output_tokens,
    reservedCredits: data.reserved_credits,
  };
}

/** Block ids are `<response>/<n>`; one that is not is of the answer opened last. */
function grown(
  state: ConversationState,
  blockId: string,
  delta: { text?: string; reasoning?: string },
): ConversationState {
  const named = state.turns.find(({ id }) => blockId.startsWith(`${id}/`));
  const turn = named ?? state.turns.find(({ id }) => id === state.openTurn);
  if (!turn) return state;
  const anew = state.restarting.includes(turn.id);
  const text = (anew ? "" : turn.text) + (delta.text ?? "");
  const reasoning = (anew ? "" : turn.reasoning) + (delta.reasoning ?? "");
  return {
    ...state,
    turns: replaced(state.turns, { ...turn, text, reasoning }),
    restarting: anew ? state.restarting.filter((id) => id !== turn.id) : state.restarting,
  };
}

function closed(state: ConversationState, data: ReceiptData, now: number): ConversationState {
  const turn = state.turns.find(({ id }) => id === data.response_id);
  if (!turn) return state;
  const ended: Turn = {
    ...turn,
    // A turn that closes without a delta after its opening has no text.
    ...(state.restarting.includes(turn.id) && { text: "", reasoning: "" }),
    status: data.status as Turn["status"],
    finishReason: data.finish_reason,
    error: data.error,
    inputTokens: data.input_tokens,
    outputTokens: data.output_tokens,
    costCredits: data.cost_credits,
    usageSource: data.usage_source,
    usageId: data.usage_id,
    durationMs: turn.durationMs ?? Math.max(0, now - turn.createdAt),
  };
  const costCredits = state.costCredits + (data.cost_credits ?? 0) - (turn.costCredits ?? 0);
  return {
    ...state,
    costCredits,
    turns: replaced(state.turns, ended),
    restarting: state.restarting.filter((id) => id !== turn.id),
  };
}

function replaced(turns: readonly Turn[], turn: Turn): Turn[] {
  return turns.map((each) => (each.id === turn.id ? turn : each));
}

import type { ResultSet } from "@libsql/client";
import type { Statement } from "../db/write";
import type { Credits } from "../money";
import type { Counts } from "../pricing/price";

/** Who and what a call is for. */
export type CallFor = {
  userId: string;
  keyId: string | null;
  purpose: string;
  traceId: string;
  parentSpanId?: string;
  conversationId?: string;
  responseId?: string;
  /** Who makes the call; the chat unless said otherwise. */
  origin?: "chat" | "gateway" | "external";
};

/** The hold of a call, as taken. */
export type Reserved = {
  id: string;
  spanId: string;
  credits: Credits;
  inputTokensBound: number;
  /** The output limit the call gets. */
  maxOutputTokens: number;
  /** True when the room did not reach for the limit that was asked for. */
  lowered: boolean;
};

/**
 * How a call ended.
 * - `done`: finished by the provider, or cut by us at the hold (`finishReason` is `length`).
 * - `stopped`: its abort signal fired.
 * - `interrupted`: the request was on the wire and broke, stalled or made no sense.
 * - `failed`: it surely was not sent, or the provider answered with an error status.
 */
export type Outcome = "done" | "stopped" | "interrupted" | "failed";

export type FinishReason =
  | "stop"
  | "length"
  | "tool_calls"
  | "content_filter"
  | "error"
  | "stopped";

/** The one close of a reservation. */
export type Closed = {
  reservationId: string;
  /** The usage row; null when the call surely did not reach the wire. */
  usageId: string | null;
  outcome: Outcome;
  finishReason: FinishReason;
  /** In words for a person, with what became of the money; null for `done` and `stopped`. */
  error: { code: string; message: string } | null;
  counts: Counts;
  costCredits: Credits;
  usageSource: "provider" | "estimated";
  resolvedModel: string | null;
  durationMs: number;
  firstTokenMs: number | null;
};

/** What a caller writes in the same transactions as the hold and the close. */
export type Along = {
  /** Statements written with the hold, or not at all. */
  reserve?: (reserved: Reserved) => Statement[];
  /** Called after that commit with the results of the statements of `reserve`. */
  reserved?: (reserved: Reserved, results: ResultSet[]) => void;
  /** Statements written with the close, after its own; only the close that wins writes them. */
  close?: (closed: Closed) => Statement[];
  /** Called after the commit with the results of the statements of `close`. */
  closed?: (closed: Closed, results: ResultSet[]) => void;
};

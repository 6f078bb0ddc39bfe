import { and, desc, eq } from "drizzle-orm";
import { db } from "../db/client";
import { generationLog, responses } from "../db/schema";
import { newId } from "../ids";
import { type Row, subscribe } from "./bus";
import { eventStream } from "./event-stream";
import { liveGeneration, liveOf } from "./live";
import { readRows } from "./log";
import type { Part } from "./parts";
import { isQueued } from "./queue";
import { eventsOf, parseEventId, type StreamEvent, snapshot } from "./snapshot";
import { storedEvents } from "./stored";

export type FollowOptions = {
  conversationId: string;
  /** Only this response, from its start, until its end. */
  responseId?: string;
  /** The last event the reader has; null for none. */
  lastEventId: string | null;
  /** Stay for the next turns. */
  stay: boolean;
  /** Asked every few seconds; what is over ends the stream: signed out, revoked, expired. */
  mayGoOnUntil?: () => Promise<number>;
};

/**
 * What a reader gets: what it has not seen yet, then what is appended, until nothing runs any
 * more. Null when there is nothing to read. Reading changes nothing: any number may read.
 */
export async function follow(options: FollowOptions): Promise<ReadableStream<Uint8Array> | null> {
  const { conversationId, responseId, stay } = options;
  const early: Row[] = [];
  let take = (row: Row) => {
    early.push(row);
  };
  let lose = (): void => undefined;
  const unsubscribe = subscribe(conversationId, { row: (row) => take(row), broken: () => lose() });
  try {
    const start = await startOf(options);
    const running = () => (responseId ? isUnderWay(responseId) : liveOf(conversationId).length > 0);
    if (!stay && !running() && start.events.length === 0 && early.length === 0) {
      unsubscribe();
      return null;
    }
    let seen = start.after;
    return eventStream({
      mayGoOnUntil: options.mayGoOnUntil,
      closed: unsubscribe,
      begin: ({ send, end, fail }) => {
        send(start.events);
        take = (row) => {
          if (row.id <= seen || (responseId && row.responseId !== responseId)) return;
          seen = row.id;
          send(eventsOf(row));
          if (row.last && !stay && (responseId || !running())) end();
        };
        lose = () => {
          if (!running()) fail();
        };
        for (const row of early) take(row);
        if (!stay && !running()) end();
      },
    });
  } catch (error) {
    unsubscribe();
    throw error;
  }
}

function isUnderWay(responseId: string): boolean {
  return liveGeneration(responseId) !== undefined || isQueued(responseId);
}

/** What to send first, and the row after which the log goes on. */
type Start = { events: StreamEvent[]; after: number };

async function startOf(options: FollowOptions): Promise<Start> {
  const { conversationId, responseId, lastEventId } = options;
  if (responseId) {
    const live = liveGeneration(responseId)?.rows;
    const rows = live ? [...live] : await readRows(conversationId, { responseId });
    const events = rows.length > 0 ? rows.flatMap(eventsOf) : await storedEvents(responseId);
    return { events, after: rows.at(-1)?.id ?? 0 };
  }
  if (lastEventId === null) return ofRows(liveOf(conversationId).map((g) => [...g.rows]));
  return (await after(conversationId, lastEventId)) ?? anew(conversationId);
}

function ofRows(rows: Row[][]): Start {
  return { events: snapshot(rows), after: Math.max(0, ...rows.flat().map((row) => row.id)) };
}

/** Everything after an event, or null when the log does not have that event. */
async function after(conversationId: string, lastEventId: string): Promise<Start | null> {
  const at = parseEventId(lastEventId);
  if (!at) return null;
  const [row] = await db()
    .select({ parts: generationLog.parts })
    .from(generationLog)
    .where(and(eq(generationLog.id, at.row), eq(generationLog.conversationId, conversationId)));
  const rest = row && (JSON.parse(row.parts) as Part[]).slice(at.index);
  if (!rest || rest.length === 0) return null;
  const events = rest.map((part, n) => ({ id: `${at.row}.${at.index + n}`, part })).slice(1);
  const rows = await readRows(conversationId, { after: at.row });
  return { events: [...events, ...rows.flatMap(eventsOf)], after: rows.at(-1)?.id ?? at.row };
}

/** `data-reset` and a snapshot of what runs, or of the newest response. */
async function anew(conversationId: string): Promise<Start> {
  const live = liveOf(conversationId);
  const newest = live.at(-1)?.responseId ?? (await newestOf(conversationId));
  const start =
    live.length > 0 || !newest
      ? ofRows(live.map((generation) => [...generation.rows]))
      : await ofEnded(conversationId, newest);
  const reset: Part = { type: "data-reset", data: { response_id: newest } };
  return { ...start, events: [{ id: `reset-${newId()}`, part: reset }, ...start.events] };
}

async function ofEnded(conversationId: string, responseId: string): Promise<Start> {
  const start = ofRows([await readRows(conversationId, { responseId })]);
  return start.events.length > 0 ? start : { ...start, events: await storedEvents(responseId) };
}

async function newestOf(conversationId: string): Promise<string | null> {
  const [newest] = await db()
    .select({ id: responses.id })
    .from(responses)
    .where(eq(responses.conversationId, conversationId))
    .orderBy(desc(responses.id))
    .limit(1);
  return newest?.id ?? null;
}

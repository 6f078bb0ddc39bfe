import { newId } from "../ids";
import type { Row } from "./bus";
import { coalesce, type Part } from "./parts";

/** An event of the stream: a part and the id by which a reader can go on after it. */
export type StreamEvent = { id: string; part: Part };

export function eventsOf(row: Row): StreamEvent[] {
  return row.parts.map((part, n) => ({ id: `${row.id}.${n}`, part }));
}

/**
 * The rows of responses, each with its deltas joined, for a reader who comes late.
 *
 * A joined event carries the id of the last one in it, so that a reader who loses the connection
 * right after it goes on without gap or repeat. Where several responses run side by side, "all
 * after this event" means nothing until the whole snapshot was read: only its last event then
 * carries an id of the log, the others ids that make the server start anew.
 */
export function snapshot(responses: Row[][]): StreamEvent[] {
  const running = responses.filter((rows) => rows.length > 0);
  const lastId = (rows: Row[]) => rows.at(-1)?.id ?? 0;
  running.sort((a, b) => lastId(a) - lastId(b));
  const events = running.flatMap(joined);
  if (running.length <= 1) return events;
  const once = newId();
  return events.map((event, n) =>
    n === events.length - 1 ? event : { ...event, id: `snapshot-${once}-${n}` },
  );
}

function joined(rows: Row[]): StreamEvent[] {
  const events: StreamEvent[] = [];
  const parts: Part[] = [];
  for (const { id, part } of rows.flatMap(eventsOf)) {
    coalesce(parts, part);
    const at = parts.length - 1;
    events[at] = { id, part: parts[at] ?? part };
  }
  return events;
}

/** `<row>.<index>` of an event id, or null when it is not one of the log's. */
export function parseEventId(id: string): { row: number; index: number } | null {
  const match = /^(\d{1,15})\.(\d{1,9})$/.exec(id);
  return match ? { row: Number(match[1]), index: Number(match[2]) } : null;
}

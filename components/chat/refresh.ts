import type { AllowanceJson } from "@/lib/allowances/allowance-json";
import type { listConversations } from "@/lib/conversations/list";
import type { ListedConversation } from "./conversation-list";
import type { DeskAllowance } from "./desk";

type Page<T> = { data: T[] };
type Listed = Awaited<ReturnType<typeof listConversations>>;

/** How many conversations the sidebar lists. */
export const listedMax = 100;

async function get<T>(address: string): Promise<T | null> {
  const reply = await fetch(address).catch(() => null);
  return reply?.ok ? ((await reply.json()) as T) : null;
}

/** How the allowances stand now; null when the server did not say. */
export async function freshAllowances(): Promise<DeskAllowance[] | null> {
  const page = await get<Page<AllowanceJson>>("/api/allowances?limit=200");
  return page?.data.map(toDeskAllowance) ?? null;
}

function toDeskAllowance(json: AllowanceJson): DeskAllowance {
  return {
    id: json.id,
    name: json.name,
    window: json.window,
    timeZone: json.time_zone,
    amountCredits: json.amount_credits,
    remainingCredits: json.remaining_credits,
    reservedCredits: json.reserved_credits,
    resetsAt: json.resets_at,
  };
}

/** The list as the sidebar has it, and where what is older begins. */
export type List = { conversations: ListedConversation[]; olderThan: string | null };

/** A page of the list, the newest or what is older than `cursor`; null without an answer. */
export async function freshList(cursor: string | null = null): Promise<List | null> {
  const from = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
  const page = await get<Listed>(`/api/conversations?limit=${listedMax}${from}`);
  return page && listOf(page);
}

/** As the sidebar lists them: what was written in last comes first. */
export function listOf({ data, next_cursor }: Listed): List {
  const conversations = data.map((row) => ({
    id: row.id,
    name: row.name,
    updatedAt: row.updated_at,
    live: row.is_running,
  }));
  return { conversations: newestFirst(conversations), olderThan: next_cursor };
}

/** The newest page in place of what was listed of it; older pages that were loaded stay. */
export function withNewest(list: List, newest: List): List {
  const { olderThan } = newest;
  if (olderThan === null) return newest;
  const older = list.conversations.filter(({ id }) => id < olderThan);
  if (older.length === 0) return newest;
  return { ...list, conversations: newestFirst([...newest.conversations, ...older]) };
}

/** The list with a page of older ones. */
export function withOlder(list: List, older: List): List {
  const known = new Set(list.conversations.map(({ id }) => id));
  const more = older.conversations.filter(({ id }) => !known.has(id));
  return {
    conversations: newestFirst([...list.conversations, ...more]),
    olderThan: older.olderThan,
  };
}

function newestFirst(conversations: ListedConversation[]): ListedConversation[] {
  return conversations.toSorted((a, b) => b.updatedAt - a.updatedAt);
}

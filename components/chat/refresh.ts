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

export async function freshList(): Promise<ListedConversation[] | null> {
  const page = await get<Listed>(`/api/conversations?limit=${listedMax}`);
  return page && listOf(page);
}

/** As the sidebar lists them: what was written in last comes first. */
export function listOf(page: Pick<Listed, "data">): ListedConversation[] {
  return page.data
    .map((row) => ({
      id: row.id,
      name: row.name,
      updatedAt: row.updated_at,
      live: row.is_running,
    }))
    .sort((a, b) => b.updatedAt - a.updatedAt);
}

import type { LedgerCall, LedgerDay } from "@/components/usage/calls-ledger";
import type { Person } from "@/lib/auth/viewer";
import { clock, dayKey, dayName } from "@/lib/dates";
import { findModel } from "@/lib/models/registry";
import type { Call } from "@/lib/usage/call";
import { listCalls } from "@/lib/usage/list";
import { purposeName } from "@/lib/usage/purpose-name";
import { conversationNames } from "@/lib/usage/queries";
import { callsQuery } from "@/lib/usage/schemas";

const callsAPage = 25;

export type SearchParams = Record<string, string | string[] | undefined>;

/** What of the address narrows the list; anything else is as if it were not there. */
export function filtersOf(params: SearchParams) {
  const asked = ["purpose", "model", "cursor"].flatMap((name) => {
    const value = params[name];
    return typeof value === "string" && value !== "" ? [[name, value]] : [];
  });
  const query = callsQuery.safeParse(Object.fromEntries(asked));
  const { purpose, model, cursor } = query.success ? query.data : {};
  return { purpose, model, cursor };
}

type Asked = {
  person: Person;
  filters: ReturnType<typeof filtersOf>;
  now: number;
  timeZone: string;
};

/** A page of a person's own calls, under their days. */
export async function ledger({ person, filters, now, timeZone }: Asked) {
  const input = { ...filters, user: person.userId, limit: callsAPage };
  const { data, next_cursor: next } = await listCalls({ viewer: person, input });
  const ids = data.flatMap(({ conversationId }) => conversationId ?? []);
  const names = await conversationNames(person.userId, [...new Set(ids)]);
  const days: LedgerDay[] = [];
  let key = "";
  for (const call of data) {
    const calledOn = dayKey(call.createdAt, timeZone);
    if (calledOn !== key) days.push({ day: dayHeading(call.createdAt, now, timeZone), calls: [] });
    key = calledOn;
    days.at(-1)?.calls.push(line(call, names, timeZone));
  }
  return { days, next };
}

function dayHeading(at: number, now: number, timeZone: string): string {
  const today = dayKey(at, timeZone) === dayKey(now, timeZone);
  return today ? "Today" : dayName(at, now, timeZone);
}

function line(call: Call, names: Map<string, string>, timeZone: string): LedgerCall {
  const name = names.get(call.conversationId ?? "") ?? null;
  return {
    id: call.id,
    time: clock(call.createdAt, timeZone),
    name: call.conversationId === null ? purposeName(call.purpose) : name,
    purpose: call.purpose,
    model: findModel(call.model)?.name ?? call.model,
    inputTokens: call.inputTokens,
    outputTokens: call.outputTokens,
    costCredits: call.costCredits,
    estimated: call.usageSource === "estimated",
    overrun: call.overrun,
  };
}

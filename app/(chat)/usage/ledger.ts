import type { LedgerCall, LedgerDay } from "@/components/usage/calls-ledger";
import { listNames } from "@/lib/auth/users/people";
import type { Person } from "@/lib/auth/viewer";
import { clock, dayKey, dayName } from "@/lib/dates";
import { findModel } from "@/lib/models/registry";
import type { Call } from "@/lib/usage/call";
import { callName, wayWords } from "@/lib/usage/call-words";
import { listCalls } from "@/lib/usage/list";
import { conversationNames } from "@/lib/usage/queries";
import { callsQuery } from "@/lib/usage/schemas";

const callsAPage = 25;

export type SearchParams = Record<string, string | string[] | undefined>;

/** What of the address narrows the list; anything else is as if it were not there. */
export function filtersOf(params: SearchParams) {
  const asked = ["purpose", "model", "cursor", "review"].flatMap((name) => {
    const value = params[name];
    return typeof value === "string" && value !== "" ? [[name, value]] : [];
  });
  const query = callsQuery.safeParse(Object.fromEntries(asked));
  const { purpose, model, cursor, review } = query.success ? query.data : {};
  return { purpose, model, cursor, review };
}

type Asked = {
  person: Person;
  filters: ReturnType<typeof filtersOf>;
  now: number;
  timeZone: string;
};

/** A page of a person's own calls, under their days; for review, an admin gets everybody's. */
export async function ledger({ person, filters, now, timeZone }: Asked) {
  const isReview = filters.review !== undefined && person.role === "admin";
  const user = isReview ? undefined : person.userId;
  const input = { ...filters, user, limit: callsAPage };
  const { data, next_cursor: next } = await listCalls({ viewer: person, input });
  const nameOf = isReview ? await peoplesNames() : await ownNames(person, data);
  const days: LedgerDay[] = [];
  let key = "";
  for (const call of data) {
    const calledOn = dayKey(call.createdAt, timeZone);
    if (calledOn !== key) days.push({ day: dayHeading(call.createdAt, now, timeZone), calls: [] });
    key = calledOn;
    days.at(-1)?.calls.push(line(call, nameOf(call), timeZone));
  }
  return { days, next };
}

function dayHeading(at: number, now: number, timeZone: string): string {
  const today = dayKey(at, timeZone) === dayKey(now, timeZone);
  return today ? "Today" : dayName(at, now, timeZone);
}

type NameOf = (call: Call) => string | null;

/** What a call is called: its conversation, or what it was for where it is in none. */
async function ownNames({ userId }: Person, calls: Call[]): Promise<NameOf> {
  const ids = calls.flatMap(({ conversationId }) => conversationId ?? []);
  const names = await conversationNames(userId, [...new Set(ids)]);
  return (call) =>
    call.conversationId === null ? callName(call) : (names.get(call.conversationId) ?? null);
}

/** Somebody else's call is called by who made it: what it was about is not for admins. */
async function peoplesNames(): Promise<NameOf> {
  const names = new Map((await listNames()).map(({ id, name }) => [id, name]));
  return ({ userId }) => names.get(userId) ?? "Somebody without an account";
}

const endings = {
  done: null,
  stopped: "stopped",
  interrupted: "broke off",
  failed: "failed",
} as const;

function line(call: Call, name: string | null, timeZone: string): LedgerCall {
  return {
    id: call.id,
    time: clock(call.createdAt, timeZone),
    name,
    way: wayWords(call),
    purpose: call.purpose,
    model: findModel(call.model)?.name ?? call.model,
    inputTokens: call.inputTokens,
    outputTokens: call.outputTokens,
    costCredits: call.costCredits,
    ended: call.outcome && endings[call.outcome],
    estimated: call.usageSource === "estimated",
    overrun: call.overrun,
  };
}

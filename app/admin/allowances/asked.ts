import type { AskedRow } from "@/components/admin/allowances/asked-for";
import { namedWithWindow } from "@/components/chat/desk";
import { balanceSubject } from "@/lib/allowances/choose";
import { payerOf } from "@/lib/allowances/live";
import { listRequests } from "@/lib/allowances/requests/list";
import { type Request, suggestedCredits } from "@/lib/allowances/requests/request";
import { standingsOf } from "@/lib/allowances/standing";
import { tokensFor } from "@/lib/allowances/tokens";
import { modelsOf } from "@/lib/allowances/tokens-of";
import type { Person } from "@/lib/auth/viewer";
import { clock, dayKey, dayOfMonth } from "@/lib/dates";
import { columnCents, tokensLeft } from "@/lib/format";
import { findModel } from "@/lib/models/registry";

const shownMax = 100;

type Told = { viewer: Person; now: number; timeZone: string };

/** The requests that wait for an admin, as the page shows them. */
export async function askedRows({ viewer, now, timeZone }: Told): Promise<AskedRow[]> {
  const input = { limit: shownMax, state: "open" as const };
  const { data } = await listRequests({ viewer, input });
  return Promise.all(data.map((request) => askedRow(request, now, timeZone)));
}

async function askedRow(request: Request, now: number, timeZone: string): Promise<AskedRow> {
  const { allowance, createdAt } = request;
  const subject = balanceSubject(allowance, await payerOf(request.userId));
  const [standing] = await standingsOf([{ allowance, subject }], now);
  const left = columnCents(standing?.remainingCredits, "down");
  const isToday = dayKey(createdAt, timeZone) === dayKey(now, timeZone);
  const when = isToday ? clock(createdAt, timeZone) : dayOfMonth(createdAt, now, timeZone);
  const isGone = allowance.deletedAt !== null;
  const state = isGone ? "deleted" : `${left} left`;
  return {
    id: request.id,
    who: request.userName,
    about: `${namedWithWindow(allowance)}; ${state}, asked ${when}`,
    note: request.note,
    credits: request.credits,
    suggestedCredits: suggestedCredits(request),
    tokens: await tokensWords(request, now),
    gone: isGone,
  };
}

/** What granting it buys, in the model they use. */
async function tokensWords(request: Request, now: number): Promise<string | null> {
  const { allowance, userId } = request;
  const only = allowance.model === null ? null : findModel(allowance.model);
  const model = only ?? (await modelsOf(userId))[0];
  const rate = model?.priceAt(now)?.output;
  const tokens = rate ? tokensFor(suggestedCredits(request), rate) : null;
  return tokens === null || !model ? null : `${tokensLeft(tokens)} tokens of ${model.name}`;
}

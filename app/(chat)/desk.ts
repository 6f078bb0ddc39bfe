import { cookies } from "next/headers";
import { cache } from "react";
import type { ChatModel, Desk, OptionSchema } from "@/components/chat/desk";
import { listedMax } from "@/components/chat/refresh";
import { type Allowance, bindingAllowances, chooseAllowances } from "@/lib/allowances/choose";
import { liveAllowances, payerOf } from "@/lib/allowances/live";
import { listRequests } from "@/lib/allowances/requests/list";
import { standingsOf } from "@/lib/allowances/standing";
import { personOfPage } from "@/lib/auth/page-viewer";
import type { Person } from "@/lib/auth/viewer";
import { config } from "@/lib/config";
import { listConversations } from "@/lib/conversations/list";
import { encodingOf } from "@/lib/metering/tighten";
import type { Model } from "@/lib/models/model";
import { modelsFor } from "@/lib/models/offered";
import { optionsJsonSchema } from "@/lib/models/options";
import { defaultModel } from "@/lib/models/purposes";
import { noticeJson, openNotices } from "@/lib/notices/list";
import { modelCookie } from "@/lib/preferences";
import { costOf } from "@/lib/pricing/cost";
import { recentModels } from "@/lib/usage/queries";
import { type TypicalMessage, typicalMessage } from "@/lib/usage/typical";
import { preferences } from "../preferences";

/** What the chat pages of this request know of models and money; asked for once. */
export const deskOfPage = cache(async (): Promise<Desk> => {
  const viewer = await personOfPage("/");
  const now = Date.now();
  const [live, payer, typical, recent, { timeZone }, jar, notices, asked] = await Promise.all([
    liveAllowances(),
    payerOf(viewer.userId),
    typicalMessage(viewer.userId),
    recentModels(viewer.userId, 1),
    preferences(),
    cookies(),
    openNotices(viewer, now),
    askedOf(viewer),
  ]);
  const binding = bindingAllowances(live, payer);
  const standings = await standingsOf(binding, now);
  const models = modelsFor(viewer, "chat").flatMap((model) =>
    chatModel(model, { now, typical, chosen: choose(live, payer, model) }),
  );
  return {
    models,
    allowances: standings.map(({ allowance, ...standing }) => ({
      id: allowance.id,
      name: allowance.name,
      window: allowance.window,
      timeZone: allowance.timeZone,
      amountCredits: standing.amountCredits,
      remainingCredits: standing.remainingCredits,
      reservedCredits: standing.reservedCredits,
      resetsAt: standing.resetsAt,
    })),
    notices: notices.map(noticeJson),
    noticedFrom: leastThreshold(),
    asked,
    defaultModelId: pick(models, [cookieValue(jar.get(modelCookie)?.value), ...recent]),
    hasUsual: typical.calls > 0,
    now,
    timeZone,
  };
});

function leastThreshold(): number | null {
  const { thresholds } = config().notices;
  return thresholds.length > 0 ? Math.min(...thresholds) : null;
}

/** The allowances of which one has asked for more; null for guests, who have none of their own. */
async function askedOf(viewer: Person): Promise<string[] | null> {
  if (viewer.role === "guest") return null;
  const input = { limit: 100, state: "open" as const };
  const { data } = await listRequests({ viewer, own: true, input });
  return data.map(({ allowanceId }) => allowanceId);
}

type Choice = { ids: string[]; paid: boolean };

function choose(
  live: Allowance[],
  payer: Parameters<typeof bindingAllowances>[1],
  model: Model,
): Choice {
  const { budgets, caps } = chooseAllowances(live, { payer, purpose: "chat", model: model.id });
  return {
    ids: [...budgets, ...caps].map(({ allowance }) => allowance.id),
    paid: budgets.length > 0,
  };
}

function chatModel(
  model: Model,
  { now, typical, chosen }: { now: number; typical: TypicalMessage; chosen: Choice },
): ChatModel[] {
  const price = model.priceAt(now);
  if (!price) return [];
  const schema = optionsJsonSchema(model) as { properties?: Record<string, OptionSchema> };
  return [
    {
      id: model.id,
      name: model.name,
      endpoint: model.endpoint,
      demo: model.demo,
      maxOutputTokens: model.maxOutputTokens,
      minOutputTokens: model.minOutputTokens,
      counted: encodingOf(model) !== null,
      price,
      options: schema.properties ?? {},
      allowanceIds: chosen.ids,
      paid: chosen.paid,
      messageCredits: costOf(price, typical.counts).credits,
    },
  ];
}

/** The first of these that is offered, else the one that chat starts with. */
function pick(models: ChatModel[], wanted: (string | undefined)[]): string {
  const ids = new Set(models.map(({ id }) => id));
  const known = wanted.find((id) => id !== undefined && ids.has(id));
  return known ?? defaultModel("chat")?.id ?? models[0]?.id ?? "";
}

/** The conversations of the sidebar, asked for once a request. */
export const listOfPage = cache(async () => {
  const viewer = await personOfPage("/");
  return listConversations({ viewer, input: { limit: listedMax } });
});

function cookieValue(value: string | undefined): string | undefined {
  try {
    return value && decodeURIComponent(value);
  } catch {
    // Not written by us: then no model was picked.
    return undefined;
  }
}

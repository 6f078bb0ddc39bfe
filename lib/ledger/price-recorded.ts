import { isNull } from "drizzle-orm";
import { posting } from "../db/chain";
import { db } from "../db/client";
import { usage } from "../db/schema";
import { type Statement, write } from "../db/write";
import type { Model } from "../models/model";
import type { Counts } from "../pricing/price";
import { chargingOf } from "./charge";
import { chargeDrafts } from "./recorded-row";
import { type ToldCost, toldCost, toldModel } from "./told-price";
import { type KnownCall, knownTrace } from "./told-trace";

/**
 * Prices and charges the calls that were recorded without a price and have one now, each once: by
 * the price in force when they began, in the period of their arrival. To be called when a price or
 * a model came. Returns how many got one.
 */
export async function priceRecorded(now = Date.now()): Promise<number> {
  const { id, userId, traceId, model, resolvedModel, startedAt } = usage;
  const unpriced = await db()
    .select({ id, userId, traceId, model, resolvedModel, startedAt })
    .from(usage)
    .where(isNull(usage.costCredits));
  let priced = 0;
  for (const call of unpriced.filter((each) => toldCost(each, nothing, now))) {
    if (await priceOne(call, now)) priced += 1;
  }
  return priced;
}

const nothing: Counts = {
  uncachedInput: 0,
  cachedInput: 0,
  cacheWrite: 0,
  output: 0,
  reasoning: 0,
};

type Unpriced = { id: string; userId: string; traceId: string };

async function unpricedCall({ id, userId, traceId }: Unpriced): Promise<KnownCall | undefined> {
  const { calls } = await knownTrace(userId, traceId);
  return calls.find((call) => call.id === id && call.costCredits === null);
}

async function priceOne(which: Unpriced, now: number): Promise<boolean> {
  const { userId } = which;
  const call = await unpricedCall(which);
  const model = call && toldModel(call);
  if (!call || !model) return false;
  const charging = await chargingOf(userId, call.createdAt);
  const to = { keyId: call.keyId, purpose: call.purpose, model: model.id };
  await charging.open([to]);
  let done = false;
  await write([], {
    alone: true,
    prepare: async (turn) => {
      // As it is now: what its children told of meanwhile is not its own any more.
      const current = await unpricedCall(which);
      const cost = current ? toldCost(current, current.counts, now) : null;
      if (!cost) return [];
      done = true;
      const { holds, overrun } = (await charging.stand())(to, cost.credits);
      const charged = { usageId: call.id, purpose: call.purpose, userId, holds };
      const drafts = chargeDrafts({ ...charged, arrivedAt: call.createdAt, now });
      return [priceStatement(call.id, cost, model, overrun), ...(await posting(drafts)(turn))];
    },
  });
  return done;
}

function priceStatement(id: string, cost: ToldCost, model: Model, overrun: boolean): Statement {
  return {
    sql: `update usage set cost_credits = ?, rates = ?, price_source = ?, model_key = ?,
      overrun = ?, demo = ? where id = ? and cost_credits is null`,
    args: [
      cost.credits,
      JSON.stringify(cost.rates),
      cost.source,
      model.key,
      Number(overrun),
      Number(model.demo),
      id,
    ],
  };
}

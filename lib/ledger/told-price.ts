import type { Model } from "../models/model";
import { findModel } from "../models/registry";
import { costOf, type FullRates } from "../pricing/cost";
import type { Counts, Price, Rates } from "../pricing/price";

type ToldModel = { model: string; resolvedModel: string | null };

/** The live model that a call from elsewhere names; null for one that is not here. */
export function toldModel({ model, resolvedModel }: ToldModel): Model | null {
  return findModel(model) ?? (resolvedModel === null ? null : findModel(resolvedModel));
}

export type ToldCost = { credits: number; rates: FullRates; source: string };

/**
 * What a call from elsewhere costs by the price in force when it began; where there was none then,
 * by the first that is given after. Null without a price.
 * @throws RangeError for more credits than can be counted
 */
export function toldCost(
  call: ToldModel & { startedAt: number; rates?: Rates | null; rerated?: Rates | null },
  counts: Counts,
  now: number,
): ToldCost | null {
  const model = toldModel(call);
  const price =
    untiered(call.rerated) ??
    model?.priceAt(call.startedAt) ??
    untiered(call.rates) ??
    model?.priceAt(now);
  if (!price) return null;
  const { credits, rates } = costOf(price, counts);
  return { credits, rates, source: price.source };
}

function untiered(rates: Rates | null | undefined): Price | null {
  return rates ? { ...rates, tiers: [], source: "" } : null;
}

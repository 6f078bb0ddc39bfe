import { eq } from "drizzle-orm";
import { db } from "../db/client";
import { prices } from "../db/schema";
import { type Statement, write } from "../db/write";
import type { Price } from "../pricing/price";
import type { DatedPrice } from "../pricing/price-json";
import type { Model } from "./model";
import { insertPrice, isPrice } from "./price-row";
import { listModels } from "./registry";

type Step = { from: number; price: Price | null };

/**
 * Brings the prices of the configuration into the table, dated. One without a date is in force
 * from always when it is the model's first, else from now, as a changed one is; one that is no
 * longer declared ends now. Prices with dates hold from those, also where that changes the past.
 */
export async function syncPrices(wanted: Map<string, DatedPrice[]>, now: number): Promise<boolean> {
  const rows = await db()
    .select()
    .from(prices)
    .where(eq(prices.source, "configuration"))
    .orderBy(prices.effectiveFrom, prices.id);
  const changes = listModels().flatMap((model) => {
    const known = rows
      .filter((row) => row.modelKey === model.key)
      .map((row) => ({ from: row.effectiveFrom, price: isPrice(row.price) ? row.price : null }));
    return changesOf(known, wanted.get(model.id) ?? [], now).map((step) => row(model, step, now));
  });
  if (changes.length > 0) await write(changes);
  return changes.length > 0;
}

/**
 * The rows to add, so that what is known becomes what is declared from the first declared date on.
 * Rows are never changed: of two with one date the later counts.
 */
export function changesOf(known: Step[], declared: DatedPrice[], now: number): Step[] {
  const steps = declared.map(({ from, price }) => ({
    from: from ?? (known.length > 0 ? now : 0),
    price,
  }));
  const dated = declared.some(({ from }) => from !== null);
  const start = dated ? 0 : (steps[0]?.from ?? now);
  const moments = [start, ...steps.map(({ from }) => from), ...known.map(({ from }) => from)];
  const added: Step[] = [];
  for (const from of [...new Set(moments)].filter((at) => at >= start).sort((a, b) => a - b)) {
    const price = priceOf(steps, from);
    const before = [...known, ...added].sort((a, b) => a.from - b.from);
    if (!isSame(priceOf(before, from), price)) added.push({ from, price });
  }
  return added;
}

/** Of those in force at a time, the last; a sort keeps the order of those with one date. */
function priceOf(steps: Step[], at: number): Price | null {
  return steps.findLast(({ from }) => from <= at)?.price ?? null;
}

function isSame(a: Price | null, b: Price | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function row(model: Model, { from, price }: Step, now: number): Statement {
  return insertPrice({
    modelId: model.id,
    price: price ?? { none: true },
    effectiveFrom: from,
    source: "configuration",
    createdBy: null,
    now,
  });
}

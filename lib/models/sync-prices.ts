import { eq } from "drizzle-orm";
import { db } from "../db/client";
import { prices } from "../db/schema";
import { type Statement, write } from "../db/write";
import type { Price } from "../pricing/price";
import type { Model } from "./model";
import { insertPrice, isPrice } from "./price-row";
import { listModels } from "./registry";

type Row = typeof prices.$inferSelect;

/**
 * Brings the prices of the configuration into the table, dated: the first of a model is in force
 * from always, a changed one from now, and one that is no longer declared ends now.
 */
export async function syncPrices(wanted: Map<string, Price>, now: number): Promise<boolean> {
  const rows = await db()
    .select()
    .from(prices)
    .where(eq(prices.source, "configuration"))
    .orderBy(prices.effectiveFrom, prices.id);
  const changes = listModels().flatMap((model) => {
    const last = rows.findLast((row) => row.modelKey === model.key);
    return change(model, last, wanted.get(model.id), now);
  });
  if (changes.length > 0) await write(changes);
  return changes.length > 0;
}

function change(model: Model, last: Row | undefined, price: Price | undefined, now: number) {
  const current = isPrice(last?.price) ? last.price : undefined;
  if (JSON.stringify(current) === JSON.stringify(price)) return [];
  const row: Statement = insertPrice({
    modelId: model.id,
    price: price ?? { none: true },
    effectiveFrom: last ? now : 0,
    source: "configuration",
    createdBy: null,
    now,
  });
  return [row];
}

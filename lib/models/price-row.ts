import { sql } from "drizzle-orm";
import { db } from "../db/client";
import { models, prices } from "../db/schema";
import { type Statement, statement } from "../db/write";
import { newId } from "../ids";
import type { Price } from "../pricing/price";
import type { Model, WrittenPrice } from "./model";

/** The end of a configured price that is no longer declared. */
export type NoPrice = { none: true };

type PriceToWrite = {
  /** Public id of the live model. */
  modelId: string;
  price: Price | NoPrice;
  /** In force from then on (ms); 0 is from always. */
  effectiveFrom: number;
  source: "admin" | "configuration";
  createdBy: string | null;
  now: number;
};

/** A price set by hand, for the model that is live under this id when it is written. */
export function insertPrice({ modelId, now, ...row }: PriceToWrite): Statement {
  const modelKey = sql`(select ${models.key} from ${models}
    where ${models.id} = ${modelId} and ${models.deletedAt} is null)`;
  return statement(
    db()
      .insert(prices)
      .values({ id: newId(), modelKey, createdAt: now, ...row }),
  );
}

export function isPrice(value: unknown): value is Price {
  return typeof value === "object" && value !== null && "input" in value;
}

/** Set by hand wins over configured; of each the latest that is in force. */
export function writtenAt(written: WrittenPrice[], at: number): WrittenPrice | null {
  const begun = written.filter((row) => row.effectiveFrom <= at);
  const byHand = begun.findLast((row) => row.source !== "configuration");
  if (byHand?.price) return byHand;
  const configured = begun.findLast((row) => row.source === "configuration");
  return configured?.price ? configured : null;
}

type Correction = {
  price: Price;
  from: number;
  to: number | undefined;
  createdBy: string;
  now: number;
};

/**
 * Puts a price in force for a period, over whatever admins set within it; at its end what would
 * have held without it is there again. Without an end it holds on, until a price that is to come.
 */
export function correctedPriceRows(
  { id: modelId, written }: Model,
  { price, from, to, createdBy, now }: Correction,
): Statement[] {
  const byHand = written.filter(({ source }) => source === "admin");
  const until = to ?? now + 1;
  const within = byHand.map((row) => row.effectiveFrom).filter((at) => from < at && at < until);
  const after = byHand.findLast(({ effectiveFrom }) => effectiveFrom <= until)?.price;
  const row = { modelId, source: "admin" as const, createdBy, now };
  return [
    ...[from, ...new Set(within)].map((at) => insertPrice({ ...row, price, effectiveFrom: at })),
    ...(to === undefined
      ? []
      : [insertPrice({ ...row, price: after ?? { none: true }, effectiveFrom: to })]),
  ];
}

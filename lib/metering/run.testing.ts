import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, vi } from "vitest";
import { db } from "../db/client";
import { balances, reservations, usage } from "../db/schema";
import { bookErrors, makePayer } from "../ledger/testing";
import type { Model } from "../models/model";
import type { Closed } from "./call";
import { meteredModel } from "./meter";
import { prompt, readAll, recorder } from "./testing";

/** After each test the books agree and nothing is held; gives the lines of the log meanwhile. */
export function meterBooks(): { warnings: string[] } {
  const log = { warnings: [] as string[] };
  beforeEach(() => {
    log.warnings = [];
    vi.spyOn(console, "warn").mockImplementation((line: string) => log.warnings.push(line));
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    expect(await bookErrors()).toEqual([]);
    const open = await db().select().from(reservations).where(eq(reservations.state, "open"));
    expect(open).toEqual([]);
  });
  return log;
}

type Run = { options?: { maxOutputTokens?: number; abortSignal?: AbortSignal }; credits?: number };

/** Streams one call to its end; gives what the reader got and what was closed. */
export async function run(model: Model, { options = {}, credits = 1e9 }: Run = {}) {
  const { call, allowanceId } = await makePayer(credits);
  const { along, closes } = recorder();
  const metered = meteredModel(model, call, along);
  const outcome = await metered.doStream({ prompt, ...options }).then(
    ({ stream }) => readAll(stream),
    (error: unknown) => error,
  );
  const parts = Array.isArray(outcome) ? outcome : [];
  const shown = parts.map((part) => (part.type === "text-delta" ? part.delta : "")).join("");
  const error = Array.isArray(outcome) ? parts.find((part) => part.type === "error") : outcome;
  const [balance] = await db().select().from(balances).where(eq(balances.allowanceId, allowanceId));
  const closed = closes[0] as Closed;
  const row = closed?.usageId
    ? (await db().select().from(usage).where(eq(usage.id, closed.usageId)))[0]
    : null;
  expect(closes).toHaveLength(1);
  expect(balance).toMatchObject({ reservedCredits: 0, spentCredits: closed.costCredits });
  return { parts, shown, error, closed, row };
}

import { createHash } from "node:crypto";
import { eq } from "drizzle-orm";
import { actorId, type Viewer } from "../auth/viewer";
import { db } from "../db/client";
import { type Attempt, once, rememberStatements } from "../db/once";
import { facts, reratings } from "../db/schema";
import { statement, write } from "../db/write";
import { invalid, PurserError } from "../errors";
import { newId } from "../ids";
import { exclusive } from "../models/exclusive";
import type { Model } from "../models/model";
import { correctedPriceRows } from "../models/price-row";
import { reloadModels } from "../models/registry";
import type { RerateInput } from "../models/schemas";
import type { Credits } from "../money";
import type { Price } from "../pricing/price";
import { toPrice } from "../pricing/price-json";
import { callsOf, type Rerated, rerated } from "./rerate-calls";
import { postReratings } from "./rerate-post";

/** What a corrected price would change. */
export type Difference = {
  /** Calls of the model in the period, those whose cost changes, and the people they were for. */
  calls: number;
  changedCalls: number;
  people: number;
  before: Credits;
  after: Credits;
  /** Until when the period goes (ms). */
  until: number;
  /** Names the calls and what each would cost: to confirm this and nothing else. */
  digest: string;
  /** Those that change most. */
  examples: Pick<Rerated, "usageId" | "before" | "after">[];
};

export type RerateResult = { difference: Difference } | { posted: typeof reratings.$inferSelect };

type Asked = { viewer: Viewer; model: Model; input: RerateInput; attempt: Attempt | null };
type Wanted = { model: Model; from: number; until: number; price: Price };

/**
 * Corrects the price of a period that has passed. Without `confirm` it says what that would
 * change; with the digest of that it posts the differences, once. Usage and charges stay: what is
 * added are adjustments. 409 where the calls are not those of the digest any more.
 */
export async function rerate(asked: Asked): Promise<RerateResult> {
  const { viewer, model, input, attempt } = asked;
  const now = Date.now();
  const { from, to: until = now, confirm } = input;
  if (until > now) throw invalid("to", "A time that has passed, or nothing: until now.");
  if (from >= until) throw invalid("from", "A time before `to`, in milliseconds since 1970.");
  const wanted = { model, from, until, price: toPrice(input.price, "corrected by an admin") };
  if (confirm === undefined) return { difference: await differenceOf(wanted, newId()) };
  const post = () => exclusive(() => confirmed({ ...asked, wanted, digest: confirm, now }));
  const id = await once(attempt, { make: post, made: async (made) => made });
  return { posted: await finish(id, { model, by: actorId(viewer), now }) };
}

async function differenceOf({ model, price, ...wanted }: Wanted, horizon: string) {
  const hash = createHash("sha256").update(JSON.stringify([model.key, wanted.from, price]));
  const people = new Set<string>();
  const sums = { calls: 0, changedCalls: 0, before: 0, after: 0 };
  let examples: Difference["examples"] = [];
  for await (const ids of callsOf({ modelKey: model.key, ...wanted }, horizon)) {
    for (const { usageId, userId, before, after } of await rerated(ids, price)) {
      hash.update(`${usageId} ${before} ${after}\n`);
      people.add(userId);
      sums.calls += 1;
      sums.before += before;
      sums.after += after;
      if (before === after) continue;
      sums.changedCalls += 1;
      examples.push({ usageId, before, after });
    }
    examples = examples.toSorted((a, b) => change(b) - change(a)).slice(0, 5);
  }
  const { until } = wanted;
  return { ...sums, people: people.size, until, digest: hash.digest("hex"), examples };
}

function change({ before, after }: Pick<Rerated, "before" | "after">): number {
  return Math.abs(after - before);
}

type Confirmed = Omit<Asked, "input"> & {
  input: RerateInput;
  wanted: Wanted;
  digest: string;
  now: number;
};

/** Writes that it was confirmed, and the price where it is wanted; gives its id, also again. */
async function confirmed({ viewer, input, attempt, wanted, digest, now }: Confirmed) {
  const name = `re-rating ${digest}`;
  const [known] = await db().select().from(facts).where(eq(facts.name, name));
  if (known) return String(known.value);
  const id = newId();
  const found = await differenceOf(wanted, id);
  if (found.digest !== digest) {
    throw new PurserError(
      "conflict",
      "These are not the calls and figures that were shown. Look again, then confirm.",
    );
  }
  const { model, from, until, price } = wanted;
  const by = actorId(viewer);
  const row = { id, modelKey: model.key, fromAt: from, untilAt: until, price };
  const sums = { calls: found.changedCalls, credits: found.after - found.before };
  await write([
    statement(
      db()
        .insert(reratings)
        .values({ ...row, ...sums, createdBy: by, createdAt: now }),
    ),
    statement(db().insert(facts).values({ name, value: id })),
    ...rememberStatements(attempt, id),
    ...(input.in_force
      ? correctedPriceRows(model, { price, from, to: input.to, createdBy: by, now })
      : []),
  ]);
  if (input.in_force) await reloadModels();
  return id;
}

/** Posts what is not posted yet: all of it, or what a crash has left. */
async function finish(id: string, asked: { model: Model; by: string; now: number }) {
  const [row] = await db().select().from(reratings).where(eq(reratings.id, id));
  if (!row || row.modelKey !== asked.model.key) {
    throw new PurserError("conflict", "This digest is of another model. Look again, then confirm.");
  }
  const period = { modelKey: row.modelKey, from: row.fromAt, until: row.untilAt };
  for await (const ids of callsOf(period, id)) {
    await postReratings(ids, { id, price: row.price as Price, by: row.createdBy, now: asked.now });
  }
  return row;
}

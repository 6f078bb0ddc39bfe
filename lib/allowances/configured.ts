import { eq } from "drizzle-orm";
import type { AdminKey } from "../auth/viewer";
import type { Config } from "../config";
import { db } from "../db/client";
import { facts } from "../db/schema";
import { statement, write } from "../db/write";
import { PurserError } from "../errors";
import type { Allowance } from "./choose";
import { createAllowance } from "./create";
import { liveAllowances } from "./live";
import { patchAllowance } from "./patch";
import { removeAllowance } from "./remove";
import type { AllowanceInput } from "./schemas";

const fact = "configured-allowances";
/** The configuration administers, as a script with the admin key would. */
const viewer: AdminKey = { kind: "admin-key", role: "admin" };

/** Ids of the allowances that the configuration made, by their names in it. */
type Made = Record<string, string>;

/**
 * Makes the allowances what the configuration declares, at start: new ones are made, changed ones
 * changed with an adjustment, those no longer declared deleted. Those made elsewhere stay.
 */
export async function syncAllowances(config: Config): Promise<void> {
  const declared = config.allowances ?? [];
  const before = await madeBefore();
  const live = await liveAllowances();
  const made: Made = {};
  for (const [at, input] of declared.entries()) {
    const where = config.where(["allowances", at]);
    if (made[input.name]) throw new Error(`${where}: another one is called "${input.name}".`);
    const current = live.find((one) => one.id === before[input.name]);
    made[input.name] = await settle(input, current, where);
  }
  const kept = new Set(Object.values(made));
  const gone = live.filter((one) => Object.values(before).includes(one.id) && !kept.has(one.id));
  for (const allowance of gone) await removeAllowance(allowance);
  if (JSON.stringify(made) !== JSON.stringify(before)) await remember(made);
}

/** Ids of those that the configuration declares: what is changed in them lasts until a start. */
export async function configuredIds(): Promise<Set<string>> {
  return new Set(Object.values(await madeBefore()));
}

async function madeBefore(): Promise<Made> {
  const [row] = await db().select().from(facts).where(eq(facts.name, fact));
  return (row?.value ?? {}) as Made;
}

async function settle(
  input: AllowanceInput,
  current: Allowance | undefined,
  where: string,
): Promise<string> {
  try {
    if (!current) return (await createAllowance({ viewer, input })).id;
    const keys = Object.keys(input) as (keyof AllowanceInput)[];
    if (keys.some((key) => current[key] !== input[key])) {
      await patchAllowance({ viewer, allowance: current, input });
    }
    return current.id;
  } catch (cause) {
    if (!(cause instanceof PurserError)) throw cause;
    throw new Error(`${where}: ${cause.message}`);
  }
}

async function remember(made: Made): Promise<void> {
  const insert = db().insert(facts).values({ name: fact, value: made });
  const upsert = insert.onConflictDoUpdate({ target: facts.name, set: { value: made } });
  await write([statement(upsert)]);
}

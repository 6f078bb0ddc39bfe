import { eq } from "drizzle-orm";
import { allowancesChanged } from "../allowances/live";
import { changeAllowance } from "../allowances/patch";
import { accessChanged } from "../auth/access-changes";
import type { Viewer } from "../auth/viewer";
import { db } from "../db/client";
import { keys } from "../db/schema";
import { type Statement, statement, write } from "../db/write";
import { type KeyRow, keyToChange, refuseLimitedKey } from "./access";
import { capName, capStatement, capsOf, endCap } from "./cap";
import { checkLimits } from "./check";
import { keysJson } from "./list";
import type { KeyPatch } from "./schemas";

type Asked = { viewer: Viewer; key: KeyRow; input: KeyPatch };

/** Changes what a key (of `keyToChange`) is called and limited to, from the next call on. */
export async function patchKey(asked: Asked) {
  const { viewer, key, input } = asked;
  await refuseLimitedKey(viewer);
  const now = Date.now();
  const { models } = checkLimits(input, now);
  const { name, requestsPerMinute, expiresAt } = input;
  const change = { id: key.id, name, models, requestsPerMinute, expiresAt };
  const changed = db().update(keys).set(change).where(eq(keys.id, key.id));
  await write([statement(changed), ...(await capChange(asked, now))]);
  allowancesChanged();
  accessChanged({ keyId: key.id });
  const [json] = await keysJson([await keyToChange(viewer, key.id)], now);
  return json;
}

/** A cap that is there goes on with another amount; one that is new or gone is written along. */
async function capChange({ viewer, key, input }: Asked, now: number): Promise<Statement[]> {
  const { cap, name = key.name } = input;
  const before = (await capsOf([key.id])).get(key.id);
  if (before && cap !== null && (cap || input.name !== undefined)) {
    const wanted = { ...cap, name: capName(name) };
    await changeAllowance({ viewer, allowance: before, input: wanted, now });
    return [];
  }
  if (cap === null) return [endCap(key.id, now)];
  return cap ? [capStatement({ keyId: key.id, name, userId: key.userId }, cap, now)] : [];
}

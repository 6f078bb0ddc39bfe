import { actorId, type Viewer } from "../auth/viewer";
import { posting } from "../db/chain";
import { db } from "../db/client";
import { type Attempt, once, rememberStatements } from "../db/once";
import { type Prepare, write } from "../db/write";
import { invalid, notFound } from "../errors";
import { money } from "../format";
import { newId } from "../ids";
import type { Credits } from "../money";
import { type Allowance, balanceSubject } from "./choose";
import { payerOf } from "./live";
import { newBalance } from "./new-balance";

export type Grant = {
  /** At least 1. */
  credits: Credits;
  /** Until when it lasts (ms); null: until it is spent. */
  expiresAt: number | null;
  note: string | null;
  /** `each-user`: whose balance. */
  userId: string | null;
};

type Asked = { viewer: Viewer; allowance: Allowance; input: Grant; attempt: Attempt | null };

/**
 * Tops an allowance up, across its periods; what ends soonest is spent first. The same attempt
 * again grants nothing more. 422 where `user_id` is missing or of no use, or it has ended already.
 */
export async function grant(asked: Asked, now = Date.now()): Promise<{ id: string }> {
  const { viewer, allowance, input, attempt } = asked;
  const subject = await subjectOf(allowance, input.userId);
  if (input.expiresAt !== null && input.expiresAt <= now) {
    throw invalid("expires_at", "A time to come, in milliseconds since 1970.");
  }
  return once(attempt, {
    make: async () => {
      const { note, credits, expiresAt } = input;
      const given = { allowance, subject, credits, expiresAt, note, by: actorId(viewer), now };
      const { id, prepare } = granting({ ...given, cause: "granted" });
      await write(rememberStatements(attempt, id), { alone: true, prepare });
      return { id };
    },
    made: async (id) => ({ id }),
  });
}

/** Whose balance a person's grant goes to. */
export async function subjectOf(allowance: Allowance, userId: string | null): Promise<string> {
  if (allowance.level === "each-user") {
    if (userId === null) {
      throw invalid("user_id", "Everybody has a balance of their own: say whose this is for.");
    }
    return balanceSubject(allowance, await payerOf(userId));
  }
  if (userId === null) return "";
  throw invalid("user_id", "Only allowances of level each-user have a balance for each person.");
}

type Granting = {
  allowance: Allowance;
  subject: string;
  credits: Credits;
  expiresAt: number | null;
  note: string | null;
  /** Who gives it, and why, in fixed words. */
  by: string | null;
  cause: string;
  now: number;
};

/**
 * Posts a grant with a write of its own (`alone`); `id` is its entry's. Grants that end together
 * share a balance.
 */
export function granting({ allowance, subject, expiresAt, by, now, ...entry }: Granting): {
  id: string;
  prepare: Prepare;
} {
  const id = newId();
  const place = { kind: "grant" as const, start: expiresAt ?? 0, end: expiresAt };
  const prepare: Prepare = async (turn) => {
    await refuseDeleted(allowance);
    const { rows } = await db().$client.execute({
      sql: `select id, kind = 'grant' and period_start = ?3 as same, granted_credits
        from balances where allowance_id = ?1 and subject = ?2 and (period_end is null
          or period_end > ?4 or period_start = ?3)`,
      args: [allowance.id, subject, place.start, now],
    });
    keepCountable(rows.map((row) => Number(row.granted_credits)).concat(entry.credits));
    const same = rows.find((row) => row.same === 1);
    const made = same ? null : newBalance({ allowance, subject }, place);
    const balanceId = made?.id ?? String(same?.id);
    const draft = { id, balanceId, kind: "grant" as const, actorId: by, createdAt: now, ...entry };
    return [...(made ? [made.statement] : []), ...(await posting([draft])(turn))];
  };
  return { id, prepare };
}

/** Also one that was deleted while the grant was on its way takes none. */
async function refuseDeleted({ id }: Allowance): Promise<void> {
  const { rows } = await db().$client.execute({
    sql: "select 1 from allowances where id = ? and deleted_at is null",
    args: [id],
  });
  if (rows.length === 0) throw notFound("allowance");
}

/** Together they stay a number that can be counted with to the credit. */
function keepCountable(amounts: Credits[]): void {
  const sum = amounts.reduce((all, amount) => all + BigInt(amount), 0n);
  if (sum <= BigInt(Number.MAX_SAFE_INTEGER)) return;
  throw invalid("credits", `An allowance holds ${money(Number.MAX_SAFE_INTEGER)} at most.`);
}

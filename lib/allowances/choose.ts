import type { allowances } from "../db/schema";

/** A row of `allowances`. */
export type Allowance = typeof allowances.$inferSelect;

/** Who a call is for, as far as allowances need to know. */
export type Payer = {
  userId: string;
  role: "guest" | "member" | "admin";
  groupIds: string[];
  /** The key that the call is made with. */
  keyId?: string | null;
};

/** An allowance that a call counts down, and whose balance of it. */
export type Chosen = {
  allowance: Allowance;
  /** `balances.subject`: for `each-user` the user's id, or `guests`; else "". */
  subject: string;
};

/** All guests together have one balance of an each-user allowance. */
export const guestsSubject = "guests";

type Asked = { payer: Payer; purpose: string; model: string };

/**
 * Which budgets pay for a call and which caps bind it (rule 5 of the rules of money). `live` are
 * all allowances that are not deleted. Without budgets nobody pays, and the call is refused.
 */
export function chooseAllowances(
  live: readonly Allowance[],
  asked: Asked,
): { budgets: Chosen[]; caps: Chosen[] } {
  const matching = live.filter((allowance) => matches(allowance, asked));
  const budgets = matching.filter(({ kind }) => kind === "budget");
  const at = (level: Allowance["level"]) => budgets.filter((budget) => budget.level === level);
  const chosen = [
    ...mostSpecific(at("instance")),
    // Every group counts, so each decides among its own.
    ...asked.payer.groupIds.flatMap((id) =>
      mostSpecific(at("group").filter(({ subjectId }) => subjectId === id)),
    ),
    ...ownFirst(mostSpecific([...at("user"), ...at("each-user")])),
  ];
  const drawn = (allowance: Allowance) => ({
    allowance,
    subject: balanceSubject(allowance, asked.payer),
  });
  return {
    budgets: chosen.map(drawn),
    caps: matching.filter(({ kind }) => kind === "cap").map(drawn),
  };
}

/** Those that bind the payer in some call, whatever its purpose and model. */
export function bindingAllowances(live: readonly Allowance[], payer: Payer): Chosen[] {
  const near = live.filter((allowance) => concerns(allowance, payer));
  // A call of a purpose or model that no allowance names is like any other such call.
  const purposes = new Set(["", ...near.map(({ purpose }) => purpose ?? "")]);
  const models = new Set(["", ...near.map(({ model }) => model ?? "")]);
  const bound = new Map<string, Chosen>();
  for (const purpose of purposes) {
    for (const model of models) {
      const { budgets, caps } = chooseAllowances(near, { payer, purpose, model });
      for (const chosen of [...budgets, ...caps]) bound.set(chosen.allowance.id, chosen);
    }
  }
  return near.flatMap(({ id }) => bound.get(id) ?? []);
}

export function balanceSubject({ level }: Pick<Allowance, "level">, payer: Payer): string {
  if (level !== "each-user") return "";
  return payer.role === "guest" ? guestsSubject : payer.userId;
}

function matches(allowance: Allowance, { payer, purpose, model }: Asked): boolean {
  return (
    concerns(allowance, payer) &&
    (allowance.purpose === null || allowance.purpose === purpose) &&
    (allowance.model === null || allowance.model === model)
  );
}

function concerns({ level, subjectId }: Allowance, payer: Payer): boolean {
  if (level === "key") return subjectId !== null && subjectId === payer.keyId;
  if (level === "user") return subjectId === payer.userId;
  if (level === "group") return subjectId !== null && payer.groupIds.includes(subjectId);
  return true;
}

/** Those of the call's purpose instead of those without one. */
function mostSpecific(budgets: Allowance[]): Allowance[] {
  const ofPurpose = budgets.filter(({ purpose }) => purpose !== null);
  return ofPurpose.length > 0 ? ofPurpose : budgets;
}

/** A person's own instead of each-user's; both are of the same purpose here. */
function ownFirst(budgets: Allowance[]): Allowance[] {
  const own = budgets.filter(({ level }) => level === "user");
  return own.length > 0 ? own : budgets;
}

import type { Standing } from "./standing";
import type { Tokens } from "./tokens";

/** An allowance as the API shows it (http-api.md, "Allowances"). */
export function allowanceJson({ tokens, ...standing }: Standing & { tokens: Tokens[] }) {
  const { allowance } = standing;
  return {
    id: allowance.id,
    name: allowance.name,
    kind: allowance.kind,
    level: allowance.level,
    subject_id: allowance.subjectId,
    purpose: allowance.purpose,
    model: allowance.model,
    window: allowance.window,
    time_zone: allowance.timeZone,
    rollover: allowance.rollover,
    period_credits: allowance.amountCredits,
    amount_credits: standing.amountCredits,
    remaining_credits: standing.remainingCredits,
    reserved_credits: standing.reservedCredits,
    spent_credits: standing.spentCredits,
    resets_at: standing.resetsAt,
    returns_credits: standing.returnsCredits,
    grants: standing.beside.map(({ kind, leftCredits, until }) => ({
      kind,
      remaining_credits: leftCredits,
      expires_at: until,
    })),
    tokens: tokens.map(({ model, outputTokens, inputTokens }) => ({
      model,
      output_tokens: outputTokens,
      input_tokens: inputTokens,
    })),
    people: standing.people,
    total_spent_credits: standing.spentEach.reduce((sum, spent) => sum + spent, 0),
    created_at: allowance.createdAt,
  };
}

export type AllowanceJson = ReturnType<typeof allowanceJson>;

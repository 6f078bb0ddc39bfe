import type { Price } from "../pricing/price";
import { priceJson } from "../pricing/price-json";
import type { RerateResult } from "./rerate";

/** What a corrected price would change, or what was posted. */
export function rerateJson(result: RerateResult) {
  if ("posted" in result) {
    const { posted } = result;
    return {
      id: posted.id,
      from: posted.fromAt,
      to: posted.untilAt,
      price: priceJson(posted.price as Price),
      changed_calls: posted.calls,
      difference_credits: posted.credits,
      created_at: posted.createdAt,
    };
  }
  const { difference } = result;
  return {
    calls: difference.calls,
    changed_calls: difference.changedCalls,
    people: difference.people,
    before_credits: difference.before,
    after_credits: difference.after,
    difference_credits: difference.after - difference.before,
    to: difference.until,
    digest: difference.digest,
    examples: difference.examples.map(({ usageId, before, after }) => ({
      usage_id: usageId,
      before_credits: before,
      after_credits: after,
    })),
  };
}

export type RerateJson = ReturnType<typeof rerateJson>;

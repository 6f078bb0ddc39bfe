import { type Rate, rateText } from "../money";
import type { Bound } from "../pricing/bound";
import { callJson } from "./call";
import type { Receipt } from "./receipt";

/** A receipt as the API shows it, and as the interface draws it. */
export function receiptJson(receipt: Receipt) {
  const { hold, rates } = receipt;
  return {
    ...callJson(receipt),
    model_name: receipt.modelName,
    resolved_model: receipt.resolvedModel,
    rates: rates && {
      input: rateText(rates.input),
      output: rateText(rates.output),
      ...rate("cached_input", rates.cachedInput),
      ...rate("cache_write", rates.cacheWrite),
    },
    price_source: receipt.priceSource,
    reported: receipt.reported,
    alert: receipt.alert,
    hold: hold && {
      id: hold.id,
      kind: hold.kind,
      reserved_credits: hold.credits,
      state: hold.state,
      input_tokens_bound: hold.inputTokensBound,
      max_output_tokens: hold.maxOutputTokens,
      bound: boundJson(hold.bound),
      rates: hold.rates && {
        input: rateText(hold.rates.input),
        output: rateText(hold.rates.output),
      },
      created_at: hold.createdAt,
      closed_at: hold.closedAt,
      closed_because: hold.closedBecause,
    },
    allowances: receipt.charges.map((charge) => ({
      allowance_id: charge.allowanceId,
      name: charge.name,
      kind: charge.kind,
      cost_credits: charge.credits,
      parts: charge.parts.map((part) => ({
        balance: part.balance,
        ends_at: part.endsAt,
        cost_credits: part.credits,
        reserved_credits: part.heldCredits,
      })),
    })),
    settled_credits: receipt.settledCredits,
    adjustments: receipt.adjustments.map((adjustment) => ({
      id: adjustment.id,
      kind: adjustment.kind,
      credits: adjustment.credits,
      rates: adjustment.rates,
      counts: adjustment.counts,
      rerating_id: adjustment.reratingId,
      created_by: adjustment.createdBy,
      created_by_name: adjustment.createdByName,
      created_at: adjustment.createdAt,
    })),
    returned_credits: receipt.returnedCredits,
    overrun_credits: receipt.overrunCredits,
    conversation: receipt.conversation,
    trace: receipt.trace.map((call) => ({
      id: call.id,
      purpose: call.purpose,
      model: call.model,
      model_name: call.modelName,
      cost_credits: call.costCredits,
      usage_source: call.usageSource,
    })),
  };
}

export type ReceiptJson = ReturnType<typeof receiptJson>;

function boundJson({ input, askedOutputTokens, maxOutputTokens, tier }: Bound) {
  return {
    input,
    asked_output_tokens: askedOutputTokens,
    max_output_tokens: maxOutputTokens,
    tier,
  };
}

function rate<N extends string>(name: N, value: Rate | undefined): { [K in N]?: string } {
  return value === undefined ? {} : ({ [name]: rateText(value) } as { [K in N]: string });
}

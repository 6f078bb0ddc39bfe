import type { Viewer } from "../auth/viewer";
import { invalid } from "../errors";
import { usdText } from "../money";
import { costOf } from "../pricing/cost";
import { priceJson } from "../pricing/price-json";
import { visibleModel } from "./offered";
import type { QuoteQuery } from "./schemas";

/** What a call of so many tokens costs at a time: exact credits and dollars, and the tier used. */
export function quote({ viewer, input }: { viewer: Viewer; input: QuoteQuery }) {
  const model = visibleModel(viewer, input.model);
  if (!model) throw invalid("model", `There is no model "${input.model}". GET /api/models lists.`);
  const price = model.priceAt(input.at ?? Date.now());
  if (!price) throw invalid("model", `"${model.id}" has no price then: it could not be called.`);
  const { cached_input_tokens: cachedInput, cache_write_tokens: cacheWrite } = input;
  const uncachedInput = input.input_tokens - cachedInput - cacheWrite;
  if (uncachedInput < 0) {
    throw invalid("input_tokens", "It is all input: the cached and written parts are in it.");
  }
  const counts = { uncachedInput, cachedInput, cacheWrite, output: input.output_tokens };
  const { credits, tier } = cost(() => costOf(price, { ...counts, reasoning: 0 }));
  return {
    model: model.id,
    credits,
    usd: usdText(credits),
    price: priceJson(price),
    tier: tier === null ? null : { above_input_tokens: tier },
  };
}

function cost<T>(calculate: () => T): T {
  try {
    return calculate();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw invalid("output_tokens", "So many tokens cost more than can be named. Ask for fewer.");
  }
}

import type { Model } from "../models/model";
import { defaultModel, isOffered } from "../models/purposes";
import { findModel } from "../models/registry";
import { recentModels } from "../usage/queries";
import type { Standing } from "./standing";
import { type Tokens, tokensFor } from "./tokens";

/** Models that what is left is told in, at most. */
const modelsMax = 3;

/** The models a person used last, else the one that chat starts with. */
export async function modelsOf(userId: string): Promise<Model[]> {
  const recent = (await recentModels(userId, 2 * modelsMax)).map(findModel).filter(isThere);
  const models = [...new Set(recent)].slice(0, modelsMax);
  return models.length > 0 ? models : modelsOfNobody();
}

/** The model that chat starts with. */
export function modelsOfNobody(): Model[] {
  return [defaultModel("chat")].filter(isThere);
}

/** What is left of an allowance in tokens of `models`, or of the one model it is for. */
export function tokensOf(standing: Standing, models: Model[], now: number): Tokens[] {
  const { allowance, remainingCredits } = standing;
  const only = allowance.model === null ? null : findModel(allowance.model);
  const told = allowance.model === null ? models : [only].filter(isThere);
  return told.flatMap((model) => {
    const price = model.priceAt(now);
    if (!price) return [];
    return {
      model: model.id,
      name: model.name,
      outputTokens: tokensFor(remainingCredits, price.output),
      inputTokens: tokensFor(remainingCredits, price.input),
    };
  });
}

function isThere(model: Model | null): model is Model {
  return model !== null && isOffered(model);
}

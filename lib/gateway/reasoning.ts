import { invalid } from "../errors";
import type { Model } from "../models/model";
import { type Json, word } from "./chat/json";

/** Thinking tokens for each effort, where a model is asked for a budget. */
const budgets: Record<string, number> = {
  none: 0,
  minimal: 1024,
  low: 2048,
  medium: 8192,
  high: 16_384,
  xhigh: 32_768,
  max: 32_768,
};

const has = ({ options }: Model, name: string) => Object.hasOwn(options.shape, name);

/**
 * An effort as the option that the model has for it. One that has no option for thinking may be
 * asked for none.
 * @throws PurserError invalid
 */
export function effortOption(model: Model, effort: unknown, path: string): Json {
  if (has(model, "reasoning_effort")) return { reasoning_effort: effort };
  if (effort === "none") return {};
  const budget = Object.hasOwn(budgets, word(effort)) ? budgets[word(effort)] : undefined;
  if (budget === undefined) {
    throw invalid(path, `One of ${Object.keys(budgets).join(", ")} is right.`);
  }
  if (has(model, "thinking_budget")) return { thinking_budget: budget };
  throw invalid(path, `"${model.id}" does not think before it answers.`);
}

/** A budget of thinking tokens as the option that the model has for it. */
export function budgetOption(model: Model, budget: number, path: string): Json {
  if (has(model, "thinking_budget")) return { thinking_budget: budget };
  const effort = budget <= 2048 ? "low" : budget <= 8192 ? "medium" : "high";
  if (has(model, "reasoning_effort")) return { reasoning_effort: effort };
  throw invalid(path, `"${model.id}" does not think before it answers.`);
}

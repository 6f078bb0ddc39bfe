import type { Model } from "../../models/model";
import type { DialectCall } from "../dialect-call";
import type { ChatBody } from "./body";

export type ChatCall = DialectCall<ChatBody>;

/** The output limit of a call of `/v1` that asks for none. */
export function defaultOutputTokens(model: Model): number {
  return model.maxOutputTokens ?? 4096;
}

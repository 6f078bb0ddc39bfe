import type { Attempt } from "../../db/once";
import type { CallFor } from "../../metering/call";
import type { Model } from "../../models/model";
import type { Admitted } from "../request";
import type { ChatBody } from "./body";

/** A chat call, once it is known what is asked of which model. */
export type ChatCall = Admitted & {
  model: Model;
  body: ChatBody;
  call: CallFor;
  attempt: Attempt | null;
};

/** The output limit of a call of `/v1` that asks for none. */
export function defaultOutputTokens(model: Model): number {
  return model.maxOutputTokens ?? 4096;
}

import { makeCall } from "../dialect-call";
import type { Admitted } from "../request";
import { parseChatBody } from "./body";
import { passThrough } from "./pass-through";
import { translate } from "./translate";

/** `POST /v1/chat/completions`. */
export function chatCompletions(admitted: Admitted): Promise<void> {
  return makeCall(admitted, parseChatBody, (asked) =>
    asked.model.wire ? passThrough(asked) : translate(asked),
  );
}

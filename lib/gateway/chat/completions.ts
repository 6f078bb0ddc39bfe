import { countRequest } from "../../auth/count-request";
import { refuseWhileDraining } from "../../draining";
import { throughGate } from "../../generations/gate";
import { traceOf } from "../../http/trace";
import type { CallFor } from "../../metering/call";
import { resolveModel } from "../../models/offered";
import { purposeOf } from "../asked";
import { attemptOf, onceOnly } from "../attempt";
import type { Admitted } from "../request";
import { parseChatBody } from "./body";
import type { ChatCall } from "./call";
import { passThrough } from "./pass-through";
import { translate } from "./translate";

/** A request is read up to this many bytes; images come inline. */
export const bodyBytesMax = 10_000_000;

/** `POST /v1/chat/completions`. */
export async function chatCompletions(admitted: Admitted): Promise<void> {
  const { request, person } = admitted;
  const bytes = await request.body(bodyBytesMax);
  const body = parseChatBody(bytes);
  const purpose = purposeOf(request, person, body.model);
  const { traceId, parentSpanId } = traceOf({ get: request.header });
  const model = resolveModel({ viewer: person, purpose, model: body.model });
  const attempt = attemptOf(request, person, bytes);
  const { userId, keyId } = person;
  const parent = parentSpanId === null ? {} : { parentSpanId };
  const call: CallFor = { userId, keyId, purpose, traceId, ...parent, origin: "gateway" };
  const asked: ChatCall = { ...admitted, model, body, call, attempt };
  const finish = await onceOnly(attempt, async () => {
    await countRequest(person);
    refuseWhileDraining();
    return throughGate(userId, () => (model.wire ? passThrough(asked) : translate(asked)));
  });
  await finish();
}

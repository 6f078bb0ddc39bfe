import { countRequest } from "../auth/count-request";
import type { Attempt } from "../db/once";
import { refuseWhileDraining } from "../draining";
import { throughGate } from "../generations/gate";
import { traceOf } from "../http/trace";
import type { CallFor } from "../metering/call";
import type { Model } from "../models/model";
import { resolveModel } from "../models/offered";
import { purposeOf } from "./asked";
import { attemptOf, onceOnly } from "./attempt";
import type { Admitted } from "./request";

/** A request is read up to this many bytes; images come inline. */
export const bodyBytesMax = 10_000_000;

/** A call of `/v1` in some dialect, once it is known what is asked of which model. */
export type DialectCall<B> = Admitted & {
  model: Model;
  body: B;
  call: CallFor;
  attempt: Attempt | null;
};

/**
 * Reads a request, and makes its call under the limits that hold for all. `begin` resolves when
 * the hold is taken; what it returns makes the call.
 */
export async function makeCall<B extends { model: string }>(
  admitted: Admitted,
  parse: (bytes: Buffer) => B,
  begin: (asked: DialectCall<B>) => Promise<() => Promise<void>>,
): Promise<void> {
  const { request, person } = admitted;
  const bytes = await request.body(bodyBytesMax);
  const body = parse(bytes);
  const purpose = purposeOf(request, person, body.model);
  const { traceId, parentSpanId } = traceOf({ get: request.header });
  const model = resolveModel({ viewer: person, purpose, model: body.model });
  const attempt = attemptOf(request, person, bytes);
  const { userId, keyId } = person;
  const parent = parentSpanId === null ? {} : { parentSpanId };
  const call: CallFor = { userId, keyId, purpose, traceId, ...parent, origin: "gateway" };
  const finish = await onceOnly(attempt, async () => {
    await countRequest(person);
    refuseWhileDraining();
    return throughGate(userId, () => begin({ ...admitted, model, body, call, attempt }));
  });
  await finish();
}

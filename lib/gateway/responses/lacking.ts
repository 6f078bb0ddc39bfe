import type { Model } from "../../models/model";
import { one } from "../../one";
import { UpstreamError } from "../errors";

/** An endpoint that learns Responses is asked for them again after so long (ms). */
const rememberedMs = 600_000;

const lacking = () => one("endpoints without responses", () => new Map<string, number>());

/** Whether an endpoint is known to have no Responses of its own. */
export function lacksResponses({ endpointId }: Model): boolean {
  return (lacking().get(endpointId) ?? 0) > Date.now();
}

/** Remembers an endpoint that answers as one without Responses does; true where it did. */
export function learnLacking({ endpointId, provider }: Model, error: unknown): boolean {
  if (provider !== "openai-compatible" || !(error instanceof UpstreamError)) return false;
  const { status = 0, words } = error.failure ?? {};
  if (![404, 405, 501].includes(status) || words?.code === "model_not_found") return false;
  lacking().set(endpointId, Date.now() + rememberedMs);
  return true;
}

import { standsUntil } from "../auth/viewer";
import { watchAccess } from "../auth/watch-access";
import { PurserError } from "../errors";
import { admit } from "./admit";
import { chatCompletions } from "./chat/completions";
import { embeddings } from "./embeddings/embeddings";
import { refuseOpenAi } from "./errors";
import { countMessages } from "./messages/count";
import { refuseAnthropic } from "./messages/errors";
import { messages } from "./messages/messages";
import { models } from "./models";
import type { Endpoint, GatewayRequest, Outlet, Refuse } from "./request";
import { refuseResponses } from "./responses/events";
import { responses } from "./responses/responses";

type Served = { verbs: Record<string, Endpoint>; refuse: Refuse };

const served: Record<string, Served> = {
  "/v1/chat/completions": { verbs: { POST: chatCompletions }, refuse: refuseOpenAi },
  "/v1/responses": { verbs: { POST: responses }, refuse: refuseResponses },
  "/v1/embeddings": { verbs: { POST: embeddings }, refuse: refuseOpenAi },
  "/v1/messages": { verbs: { POST: messages }, refuse: refuseAnthropic },
  "/v1/messages/count_tokens": { verbs: { POST: countMessages }, refuse: refuseAnthropic },
  "/v1/models": { verbs: { GET: models }, refuse: refuseOpenAi },
};

/** One request to `/v1`, from whichever front: who asks, for what, and the answer or refusal. */
export async function answer(request: GatewayRequest, outlet: Outlet): Promise<void> {
  const at = find(request.path);
  try {
    const admitted = admit(request);
    const person = admitted instanceof Promise ? await admitted : admitted;
    const endpoint = at?.verbs[request.method];
    if (!endpoint) throw notServed(request, at);
    const unwatch = watchAccess(
      () => mayUntil(request),
      () => outlet.cutOff(() => at.refuse(outlet, revoked())),
      standsUntil(person),
    );
    try {
      await endpoint({ request, outlet, person });
    } finally {
      unwatch();
    }
  } catch (error) {
    // Also for a client that has gone: what is not ours is logged there.
    (at?.refuse ?? refuseOpenAi)(outlet, error);
  }
}

const revoked = () => new PurserError("unauthenticated", "This key may not be used any more.");

/** Until when whoever asked is who they were, and the key good; always, while nobody can look. */
async function mayUntil(request: GatewayRequest): Promise<number> {
  try {
    return standsUntil(await admit(request));
  } catch (error) {
    return error instanceof PurserError ? 0 : Number.POSITIVE_INFINITY;
  }
}

function find(path: string): Served | undefined {
  if (path.startsWith("/v1/models/") && path.length > "/v1/models/".length) {
    return served["/v1/models"];
  }
  return Object.hasOwn(served, path) ? served[path] : undefined;
}

function notServed({ method, path }: GatewayRequest, at: Served | undefined): PurserError {
  const verbs = at && Object.keys(at.verbs).join(", ");
  const right = verbs
    ? `${verbs} is right there.`
    : `These are: ${Object.keys(served).join(", ")}.`;
  return new PurserError("not_found", `There is no ${method} ${path.slice(0, 200)} here. ${right}`);
}

import type { LanguageModelV3 } from "@ai-sdk/provider";
import type { Person } from "../auth/viewer";
import { newTraceId } from "../ids";
import { resolveModel } from "../models/offered";
import type { Along, CallFor } from "./call";
import { meteredModel } from "./metered-model";

type Asked = {
  /** Who the call is for. */
  actor: Person;
  purpose: string;
  along?: Along;
} & Partial<Pick<CallFor, "traceId" | "parentSpanId" | "conversationId" | "responseId">>;

/**
 * Models for our own code and plugins: `await llm.model(id, { actor, purpose })` is a language
 * model as any other to the AI SDK, and each of its calls is held, metered and settled.
 */
export const llm = {
  /** By id or alias, or null for the purpose's default; 422 where the actor may not use it. */
  async model(idOrAlias: string | null, asked: Asked): Promise<LanguageModelV3> {
    const { actor, purpose, along, ...links } = asked;
    const model = resolveModel({ viewer: actor, purpose, model: idOrAlias });
    const { userId, keyId } = actor;
    const call = { traceId: newTraceId(), ...links, userId, keyId, purpose };
    return meteredModel(model, call, along);
  },
};

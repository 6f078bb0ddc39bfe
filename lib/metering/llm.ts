import type { LanguageModelV3 } from "@ai-sdk/provider";
import type { Person } from "../auth/viewer";
import { newTraceId } from "../ids";
import { resolveModel } from "../models/offered";
import type { Credits } from "../money";
import type { Along, CallFor } from "./call";
import { CallGroup } from "./group";
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

  /**
   * Several calls under one hold of `credits`: `await llm.group(id, asked, (model) => ...)`. Each
   * is admitted by itself, in what is left of the hold or under one of its own; when `work` ends,
   * however it does, they are settled together and the rest goes back. 402 without room for it.
   */
  async group<T>(
    idOrAlias: string | null,
    asked: Asked & { credits: Credits },
    work: (model: LanguageModelV3) => Promise<T>,
  ): Promise<T> {
    const { actor, purpose, along, credits, ...links } = asked;
    const model = resolveModel({ viewer: actor, purpose, model: idOrAlias });
    const { userId, keyId } = actor;
    const call = { traceId: newTraceId(), ...links, userId, keyId, purpose };
    const group = await CallGroup.open({ model, call, credits });
    try {
      return await work(meteredModel(model, call, along, undefined, undefined, group));
    } finally {
      await group.settle();
    }
  },
};

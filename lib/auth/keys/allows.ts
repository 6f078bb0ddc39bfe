/** What a key is limited to: one purpose, some models; null is no limit. */
export type KeyScope = { purpose: string | null; models: string[] | null };

/** Whoever asks, as far as their key limits them; without a key nothing does. */
type Asking = { keyId: string | null; keyPurpose: string | null; keyModels?: string[] | null };

export function scopeOf({ keyId, keyPurpose, keyModels }: Asking): KeyScope | null {
  return keyId === null ? null : { purpose: keyPurpose, models: keyModels ?? null };
}

/**
 * Why a key may not be used for a call, in words; null where it may. The one place that says so,
 * for the chat, for `/v1` and for what is told from elsewhere.
 */
export function keyAllows(asked: {
  key: KeyScope | null;
  /** With its aliases: a key may name any of them. */
  model: { id: string; aliases: string[] } | null;
  purpose: string;
}): string | null {
  const { key, model, purpose } = asked;
  if (!key) return null;
  if (key.purpose !== null && key.purpose !== purpose) {
    return `This key is for the purpose "${key.purpose}" only, not for "${purpose}".`;
  }
  const { models } = key;
  if (!models || !model || [model.id, ...model.aliases].some((name) => models.includes(name))) {
    return null;
  }
  return `This key may not use "${model.id}". It is for: ${models.join(", ")}.`;
}

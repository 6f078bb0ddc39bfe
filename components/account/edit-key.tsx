"use client";

import type { Choice } from "../allowances/choice-field";
import { request } from "../request";
import { endOf, ends, KeyForm } from "./key-form";
import { type Limits, limitsOf } from "./key-limits";

/** What of a key can be changed, as it is. */
export type KeyAsItIs = {
  name: string;
  /** Until when, in words: `never`, `30 November 2026 (UTC)`. */
  ends: string;
  neverEnds: boolean;
  limits: Limits;
  /** The zone its cap's periods follow; null without a cap. */
  capZone: string | null;
};

type Props = {
  id: string;
  before: KeyAsItIs;
  models: readonly Choice[];
  timeZone: string;
  onDone: () => void;
  onCancel: () => void;
};

/** Changes a key where it stands, from its next call on; its secret stays. */
export function EditKey({ id, before, models, timeZone, onDone, onCancel }: Props) {
  const change = (form: FormData) => {
    const limits = limitsOf(form, before.capZone ?? timeZone);
    const isSame = form.get("ends") === "same";
    const body = {
      name: form.get("name"),
      ...limits,
      ...(!isSame && { expires_at: endOf(form) }),
    };
    return request(`/api/keys/${id}`, { method: "PATCH", body });
  };
  // Its own may be gone from what is offered: they stay to be taken off.
  const known = new Set(models.map(({ value }) => value));
  const gone = before.limits.models.filter((model) => !known.has(model));
  const others = before.neverEnds ? ends.filter(({ value }) => value !== "0") : ends;
  return (
    <KeyForm
      name={before.name}
      models={[...models, ...gone.map((model) => ({ value: model, label: model }))]}
      ends={[{ value: "same", label: before.ends }, ...others]}
      limits={before.limits}
      send={change}
      onDone={onDone}
      onCancel={onCancel}
      yes="Save"
      busy="Saving…"
    />
  );
}

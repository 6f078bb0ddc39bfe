"use client";

import type { Choice } from "../allowances/choice-field";
import { request } from "../request";
import { endOf, ends, KeyForm } from "./key-form";
import { limitsOf } from "./key-limits";

type Props = {
  /** What a key may be bound to. */
  purposes: string[];
  models: readonly Choice[];
  /** Where the days of its cap begin. */
  timeZone: string;
  onMade: (secret: string) => void;
  onCancel: () => void;
};

/** Makes a key, whose secret is told once. */
export function NewKey({ purposes, models, timeZone, onMade, onCancel }: Props) {
  const make = (form: FormData) => {
    const { cap, models: only, requests_per_minute: rate } = limitsOf(form, timeZone);
    const purpose = form.get("purpose");
    const end = endOf(form);
    const body = {
      name: form.get("name"),
      ...(purpose !== "" && { purpose }),
      ...(end !== null && { expires_at: end }),
      ...(cap && { cap }),
      ...(rate !== null && { requests_per_minute: rate }),
      ...(only && { models: only }),
    };
    return request<{ key: string }>("/api/keys", { method: "POST", body });
  };
  return (
    <div className="mt-4 border-l-2 border-accent bg-raised p-4">
      <KeyForm
        purposes={purposes}
        models={models}
        ends={ends}
        send={make}
        onDone={({ key }) => onMade(key)}
        onCancel={onCancel}
        yes="Make the key"
        busy="Making it…"
      />
    </div>
  );
}

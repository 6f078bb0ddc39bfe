"use client";

import { useRouter } from "next/navigation";
import { useRef } from "react";
import type { Choice } from "../allowances/choice-field";
import { Select } from "../ui/select";

/** Narrows the calls by purpose and model; a plain form where scripts are slow. */
export function CallsFilter({
  purposes,
  models,
  purpose = "",
  model = "",
  review,
}: {
  purposes: Choice[];
  models: Choice[];
  purpose?: string | undefined;
  model?: string | undefined;
  /** For admins: whether everybody's calls that are for review are shown, not one's own. */
  review?: boolean | undefined;
}) {
  const router = useRouter();
  const form = useRef<HTMLFormElement>(null);
  const show = () => {
    const entries = form.current ? [...new FormData(form.current)] : [];
    const asked = entries.filter(([, value]) => value !== "").map(([k, v]) => [k, String(v)]);
    const query = new URLSearchParams(asked);
    router.push(query.size > 0 ? `/usage?${query}` : "/usage", { scroll: false });
  };
  return (
    <form ref={form} action="/usage" className="flex flex-wrap gap-2">
      {review !== undefined && (
        <Select name="review" aria-label="Whose" defaultValue={review ? "1" : ""} onChange={show}>
          <option value="">my calls</option>
          <option value="1">everybody’s, for review</option>
        </Select>
      )}
      <Select name="purpose" aria-label="Purpose" defaultValue={purpose} onChange={show}>
        <option value="">every purpose</option>
        {purposes.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </Select>
      <Select name="model" aria-label="Model" defaultValue={model} onChange={show}>
        <option value="">every model</option>
        {models.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </Select>
      <noscript>
        <button type="submit">Show</button>
      </noscript>
    </form>
  );
}

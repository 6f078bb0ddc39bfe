"use client";

import { type FormEvent, useId, useState } from "react";
import { periodWords } from "@/lib/allowances/words";
import { money } from "@/lib/format";
import { type Credits, centsText, creditsFromCents } from "@/lib/money";
import { AmountField } from "../allowances/amount-field";
import { type Choice, ChoiceField } from "../allowances/choice-field";
import { fieldError } from "../request";
import { Button } from "../ui/button";
import { cx } from "../ui/cx";
import { useSending } from "../use-sending";

const offered = [
  "calendar-day",
  "calendar-week",
  "calendar-month",
  "rolling-24h",
  "rolling-7d",
  "rolling-30d",
  "none",
] as const;
const windows = offered.map((value) => ({
  value,
  label: value === "none" ? "in all" : periodWords(value),
}));

export type Cap = {
  id: string;
  name: string;
  /** Public id; null is every model. */
  model: string | null;
  purpose: string | null;
  window: string;
  amountCredits: Credits;
};

type Props = {
  /** The one to change; without it a new one is made. */
  cap?: Cap;
  models: Choice[];
  purposes: Choice[];
  /** Where days begin. */
  timeZone: string;
  wide?: boolean;
  onDone: () => void;
  onCancel: () => void;
};

/** A cap on oneself: which model, how often, how much. */
export function CapForm({ cap, models, purposes, timeZone, wide, onDone, onCancel }: Props) {
  const id = useId();
  const [model, setModel] = useState(cap?.model ?? "");
  const [purpose, setPurpose] = useState(cap?.purpose ?? "");
  const [window, setWindow] = useState(cap?.window ?? "calendar-day");
  const [amount, setAmount] = useState(cap ? centsText(cap.amountCredits) : "");
  const { busy, answer, refused, send } = useSending();
  const credits = creditsFromCents(amount);
  const on = models.find(({ value }) => value === model)?.label;

  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (credits === null) return;
    const name = cap?.name ?? nameOf(on, purpose);
    const body = { name, model: model || null, purpose: purpose || null, window, credits };
    const whole = { ...body, time_zone: timeZone, kind: "cap", level: "user" };
    const saved = await (cap
      ? send(`/api/allowances/${cap.id}`, { method: "PATCH", body })
      : send("/api/allowances", { body: whole }));
    if (saved?.ok) onDone();
  };

  return (
    <form onSubmit={save} className="grid gap-3 pt-1">
      <div className={cx("grid gap-3", wide && "wide:grid-cols-4")}>
        <ChoiceField
          id={`${id}-model`}
          label="Model"
          value={model}
          onChange={setModel}
          choices={[{ value: "", label: "every model" }, ...models]}
          error={fieldError(answer, "model")}
        />
        <ChoiceField
          id={`${id}-purpose`}
          label="For"
          value={purpose}
          onChange={setPurpose}
          choices={[{ value: "", label: "every purpose" }, ...purposes]}
          error={fieldError(answer, "purpose")}
        />
        <ChoiceField
          id={`${id}-window`}
          label="How often"
          value={window}
          onChange={setWindow}
          choices={windows}
          error={fieldError(answer, "window")}
        />
        <AmountField
          id={`${id}-amount`}
          label="At most"
          value={amount}
          onChange={setAmount}
          error={fieldError(answer, "credits")}
        />
      </div>
      <p role={refused ? "alert" : undefined} className="text-ink-2">
        {refused ?? meaning(credits)}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" size="sm" busy={busy && "Saving…"}>
          {cap ? "Save" : "Set the cap"}
        </Button>
        <Button variant="quiet" size="sm" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

function nameOf(model: string | undefined, purpose: string): string {
  const on = [purpose, model].filter(Boolean).join(" with ");
  return on ? `My cap on ${on}`.slice(0, 80) : "My cap";
}

function meaning(credits: Credits | null): string {
  if (credits === null) return "A call that would go over it is refused before it is sent.";
  if (credits === 0) return "At 0 no call is made that costs anything.";
  return `A call that would go over ${money(credits)} is refused before it is sent.`;
}

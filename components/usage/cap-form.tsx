"use client";

import { type FormEvent, useId, useState } from "react";
import { periodWords } from "@/lib/allowances/words";
import { money } from "@/lib/format";
import { type Credits, centsText, creditsFromCents } from "@/lib/money";
import { type Answer, fieldError, request } from "../request";
import { Button } from "../ui/button";
import { cx } from "../ui/cx";
import { Field } from "../ui/field";
import { Select } from "../ui/select";
import { TextInput } from "../ui/text-input";
import type { Choice } from "./calls-filter";

const windows = ["calendar-day", "calendar-week", "calendar-month", "none"] as const;

export type Cap = {
  name: string;
  /** Public id; null is every model. */
  model: string | null;
  window: string;
  amountCredits: Credits;
};

type Props = {
  cap?: Cap & { id: string };
  models: Choice[];
  /** Where days begin. */
  timeZone: string;
  wide?: boolean;
  onDone: () => void;
  onCancel: () => void;
};

const fresh: Cap = { name: "", model: null, window: "calendar-day", amountCredits: 0 };

/** Makes a cap on oneself, or changes one: which model, how often, how much. */
export function CapForm({ cap, models, timeZone, wide, onDone, onCancel }: Props) {
  const id = useId();
  const start = cap ?? fresh;
  const [model, setModel] = useState(start.model ?? "");
  const [window, setWindow] = useState(start.window);
  const [amount, setAmount] = useState(cap ? centsText(cap.amountCredits) : "");
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Answer<unknown> | null>(null);
  const credits = creditsFromCents(amount);

  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || credits === null) return;
    setBusy(true);
    const on = models.find(({ value }) => value === model)?.label;
    const name = start.name || (on ? `My cap on ${on}` : "My cap");
    const body = { name, model: model || null, window, time_zone: timeZone, credits };
    const saved = cap
      ? await request(`/api/allowances/${cap.id}`, { method: "PATCH", body })
      : await request("/api/allowances", {
          method: "POST",
          body: { ...body, kind: "cap", level: "user" },
        });
    setBusy(false);
    setAnswer(saved);
    if (saved.ok) onDone();
  };

  const wrong = amount !== "" && credits === null;
  return (
    <form onSubmit={save} className="grid gap-3 pt-1">
      <div className={cx("grid gap-3", wide && "wide:grid-cols-3")}>
        <Field id={`${id}-model`} label="Model" error={fieldError(answer, "model")}>
          {(field) => (
            <Select {...field} value={model} onChange={(event) => setModel(event.target.value)}>
              <option value="">every model</option>
              {models.map((choice) => (
                <option key={choice.value} value={choice.value}>
                  {choice.label}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field id={`${id}-window`} label="How often" error={fieldError(answer, "window")}>
          {(field) => (
            <Select {...field} value={window} onChange={(event) => setWindow(event.target.value)}>
              {windows.map((value) => (
                <option key={value} value={value}>
                  {value === "none" ? "in all" : periodWords(value)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field
          id={`${id}-amount`}
          label="At most"
          error={wrong ? "Cents, such as 25.00." : fieldError(answer, "credits")}
        >
          {(field) => (
            <TextInput
              {...field}
              figures
              unit="cents"
              inputMode="decimal"
              required
              value={amount}
              onChange={(event) => setAmount(event.target.value)}
            />
          )}
        </Field>
      </div>
      <p role={answer && !answer.ok ? "alert" : undefined} className="text-ink-2">
        {answer && !answer.ok ? answer.detail : meaning(credits)}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button
          type="submit"
          variant="primary"
          size="sm"
          busy={busy && "Saving…"}
          disabled={credits === null}
        >
          {cap ? "Save" : "Set the cap"}
        </Button>
        <Button variant="quiet" size="sm" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

function meaning(credits: Credits | null): string {
  if (credits === null) return "A call that would go over it is refused before it is sent.";
  if (credits === 0) return "At 0 no call is made that costs anything.";
  return `A call that would go over ${money(credits)} is refused before it is sent.`;
}

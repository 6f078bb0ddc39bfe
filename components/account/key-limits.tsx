"use client";

import { useState } from "react";
import { periodWords } from "@/lib/allowances/words";
import { creditsFromCents } from "@/lib/money";
import type { Choice } from "../allowances/choice-field";
import { type Answer, fieldError } from "../request";
import { Choice as CheckBox } from "../ui/choice";
import { Field } from "../ui/field";
import { Select } from "../ui/select";
import { TextInput } from "../ui/text-input";

const windows = ["calendar-day", "calendar-week", "calendar-month", "none"] as const;

type Window = Parameters<typeof periodWords>[0];

/** The limits of a key that is there; texts as they are typed. */
export type Limits = {
  /** Cents; empty without a cap. */
  amount: string;
  window: Window;
  rate: string;
  /** Ids; none is all. */
  models: string[];
};

const windowName = (window: Window) => (window === "none" ? "in all" : periodWords(window));

/** What a key may do less than its owner; the fields of a form that `limitsOf` reads. */
export function KeyLimits({
  models,
  answer,
  limits,
}: {
  models: readonly Choice[];
  answer: Answer<unknown> | null;
  limits?: Limits | undefined;
}) {
  const [amount, setAmount] = useState(limits?.amount ?? "");
  const offered = [...new Set<Window>([...windows, limits?.window ?? "none"])];
  const isWrong = amount.trim() !== "" && creditsFromCents(amount) === null;
  const error = isWrong ? "Cents, such as 25.00." : fieldError(answer, "cap", "cap.credits");
  return (
    <div className="grid gap-3 pt-3">
      <div className="grid gap-3 wide:grid-cols-3">
        <Field id="key-amount" label="At most" hint="empty: all of yours" error={error}>
          {(control) => (
            <TextInput
              {...control}
              name="amount"
              figures
              unit="cents"
              inputMode="decimal"
              autoComplete="off"
              value={amount}
              onChange={(event) => setAmount(event.target.value)}
            />
          )}
        </Field>
        <Field id="key-window" label="How often">
          {(control) => (
            <Select {...control} name="window" defaultValue={limits?.window}>
              {offered.map((window) => (
                <option key={window} value={window}>
                  {windowName(window)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field
          id="key-rate"
          label="Calls a minute"
          hint="empty: as many as you"
          error={fieldError(answer, "requests_per_minute")}
        >
          {(control) => (
            <TextInput
              {...control}
              name="rate"
              figures
              type="number"
              min={1}
              max={1_000_000}
              defaultValue={limits?.rate}
            />
          )}
        </Field>
      </div>
      <fieldset>
        <legend className="mb-1 text-sm font-strong">Models</legend>
        <div className="flex flex-wrap gap-x-4 gap-y-1">
          {models.map(({ value, label }) => (
            <CheckBox
              key={value}
              name="models"
              value={value}
              defaultChecked={limits?.models.includes(value)}
            >
              {label}
            </CheckBox>
          ))}
        </div>
        <p className="mt-1 text-sm text-ink-3">None chosen: all that you may use.</p>
      </fieldset>
    </div>
  );
}

/** The limits of a filled-in form as `PATCH /api/keys/:id` takes them; null is none. */
export function limitsOf(form: FormData, timeZone: string) {
  const amount = String(form.get("amount") ?? "").trim();
  const rate = Number(form.get("rate"));
  const models = form.getAll("models").map(String);
  const cap = { window: form.get("window"), time_zone: timeZone };
  return {
    cap: amount === "" ? null : { ...cap, credits: creditsFromCents(amount) },
    requests_per_minute: rate > 0 ? rate : null,
    models: models.length > 0 ? models : null,
  };
}

"use client";

import { type FormEvent, useId, useState } from "react";
import { tokensFor } from "@/lib/allowances/tokens";
import { money, tokensLeft } from "@/lib/format";
import { type Credits, creditsPerCent, type Rate } from "@/lib/money";
import { type Answer, request } from "../request";
import { Button } from "../ui/button";
import { cx } from "../ui/cx";
import { Field } from "../ui/field";
import { TextInput } from "../ui/text-input";
import { ChoiceField } from "./choice-field";

/** The model in whose tokens an amount is told. */
export type ToldIn = { name: string; rate: Rate } | null;

type Props = {
  allowanceId: string;
  /** A period's amount: half of it, it, and twice as much can be asked for. */
  amountCredits: Credits;
  model: ToldIn;
  onDone: () => void;
  onCancel?: () => void;
  /** In a narrow place the fields stand under each other. */
  narrow?: boolean;
};

/** Asks the admins for more of an allowance: how much, and what for. */
export function AskForm({ allowanceId, amountCredits, model, onDone, onCancel, narrow }: Props) {
  const id = useId();
  const amounts = amountsOf(amountCredits);
  const [credits, setCredits] = useState(String(amounts[1] ?? ""));
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Answer<unknown> | null>(null);
  const ask = async (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    if (busy) return;
    setBusy(true);
    const body = { ...(credits && { credits: Number(credits) }), ...(note.trim() && { note }) };
    const asked = await request(`/api/allowances/${allowanceId}/requests`, {
      method: "POST",
      body,
    });
    setBusy(false);
    setAnswer(asked);
    if (asked.ok) onDone();
  };
  const refused = answer && !answer.ok ? answer.detail : null;
  return (
    <form onSubmit={ask} className="grid gap-3 pt-2">
      <div
        className={cx("grid gap-3", !narrow && "wide:grid-cols-[2fr_3fr_auto] wide:items-start")}
      >
        <ChoiceField
          id={`${id}-amount`}
          label="How much"
          hint={buysWords(Number(credits), model)}
          value={credits}
          onChange={setCredits}
          choices={[
            ...amounts.map((amount) => ({ value: String(amount), label: money(amount) })),
            { value: "", label: "whatever you think right" },
          ]}
        />
        <Field id={`${id}-note`} label="What for">
          {(field) => (
            <TextInput
              {...field}
              maxLength={200}
              autoComplete="off"
              value={note}
              onChange={(event) => setNote(event.target.value)}
            />
          )}
        </Field>
        <div className={cx("flex gap-2", !narrow && "wide:pt-[23px]")}>
          <Button type="submit" size={narrow ? "sm" : "md"} busy={busy && "Asking…"}>
            Ask
          </Button>
          {onCancel && (
            <Button variant="quiet" size="sm" onClick={onCancel}>
              Cancel
            </Button>
          )}
        </div>
      </div>
      {refused && (
        <p role="alert" className="text-sm text-danger">
          {refused}
        </p>
      )}
    </form>
  );
}

function amountsOf(amount: Credits): Credits[] {
  if (amount < creditsPerCent) return [10, 50, 100].map((cents) => cents * creditsPerCent);
  const whole = (credits: Credits) => Math.ceil(credits / creditsPerCent) * creditsPerCent;
  return [...new Set([whole(amount / 2), whole(amount), whole(2 * amount)])];
}

function buysWords(amount: Credits, model: ToldIn): string | null {
  const tokens = model && tokensFor(amount, model.rate);
  return tokens ? `Buys ${tokensLeft(tokens)} tokens of ${model.name}.` : null;
}

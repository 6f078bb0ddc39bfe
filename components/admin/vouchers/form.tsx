"use client";

import { type FormEvent, useId, useRef, useState } from "react";
import { money } from "@/lib/format";
import { creditsFromCents } from "@/lib/money";
import { AmountField } from "../../allowances/amount-field";
import { type Choice, ChoiceField } from "../../allowances/choice-field";
import { DayField, endOfDay } from "../../allowances/day-field";
import { type Answer, type Attempt, attemptOf, fieldError, request } from "../../request";
import { Button } from "../../ui/button";
import { Field } from "../../ui/field";
import { TextInput } from "../../ui/text-input";

type Props = {
  allowances: Choice[];
  onMade: (codes: string[]) => void;
  onCancel: () => void;
};

type Made = { data: { code: string }[] };

type Draft = {
  allowance: string;
  amount: string;
  count: string;
  until: string;
  grantUntil: string;
  note: string;
};

/** Makes codes: what each is worth, for which allowance, and until when. */
export function VoucherForm({ allowances, onMade, onCancel }: Props) {
  const [draft, setDraft] = useState<Draft>({
    allowance: allowances[0]?.value ?? "",
    amount: "",
    count: "1",
    until: "",
    grantUntil: "",
    note: "",
  });
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Answer<Made> | null>(null);
  const attempt = useRef<Attempt | null>(null);
  const credits = creditsFromCents(draft.amount);
  const make = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || credits === null) return;
    setBusy(true);
    const body = {
      allowance_id: draft.allowance,
      credits,
      count: Number(draft.count),
      expires_at: endOfDay(draft.until),
      grant_expires_at: endOfDay(draft.grantUntil),
      note: draft.note,
    };
    attempt.current = attemptOf(attempt.current, body);
    const { key } = attempt.current;
    const made = await request<Made>("/api/vouchers", { method: "POST", body, key });
    setBusy(false);
    setAnswer(made);
    if (made.ok) onMade(made.data.data.map(({ code }) => code));
  };
  const refused = answer && !answer.ok ? answer.detail : null;
  return (
    <form onSubmit={make} className="mb-6 grid gap-3 border-l-2 border-accent bg-raised p-4">
      <Fields
        draft={draft}
        allowances={allowances}
        answer={answer}
        change={(part) => setDraft({ ...draft, ...part })}
      />
      <div className="flex flex-wrap items-center gap-2">
        <p
          role={refused ? "alert" : undefined}
          className="min-w-0 flex-1 basis-72 text-sm text-ink-2 max-wide:basis-full"
        >
          {refused ? <span className="text-danger">{refused}</span> : meaning(credits, draft.count)}
        </p>
        <Button variant="quiet" size="sm" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" variant="primary" size="sm" busy={busy && "Making…"}>
          {draft.count === "1" ? "Make the code" : "Make the codes"}
        </Button>
      </div>
    </form>
  );
}

type FieldsProps = {
  draft: Draft;
  allowances: Choice[];
  answer: Answer<Made> | null;
  change: (part: Partial<Draft>) => void;
};

function Fields({ draft, allowances, answer, change }: FieldsProps) {
  const id = useId();
  return (
    <div className="grid grid-cols-2 gap-3 wide:grid-cols-3">
      <ChoiceField
        id={`${id}-allowance`}
        label="For"
        value={draft.allowance}
        onChange={(allowance) => change({ allowance })}
        choices={allowances}
        error={fieldError(answer, "allowance_id")}
      />
      <AmountField
        id={`${id}-amount`}
        label="Worth, each"
        value={draft.amount}
        onChange={(amount) => change({ amount })}
        error={fieldError(answer, "credits")}
      />
      <Field id={`${id}-count`} label="How many" error={fieldError(answer, "count")}>
        {(field) => (
          <TextInput
            {...field}
            type="number"
            figures
            min={1}
            max={100}
            required
            value={draft.count}
            onChange={(event) => change({ count: event.target.value })}
          />
        )}
      </Field>
      <DayField
        id={`${id}-until`}
        label="To be redeemed through"
        value={draft.until}
        onChange={(until) => change({ until })}
        error={fieldError(answer, "expires_at")}
      />
      <DayField
        id={`${id}-grant`}
        label="What it gives lasts through"
        value={draft.grantUntil}
        onChange={(grantUntil) => change({ grantUntil })}
        error={fieldError(answer, "grant_expires_at")}
      />
      <Field id={`${id}-note`} label="Note" error={fieldError(answer, "note")}>
        {(field) => (
          <TextInput
            {...field}
            maxLength={200}
            autoComplete="off"
            value={draft.note}
            onChange={(event) => change({ note: event.target.value })}
          />
        )}
      </Field>
    </div>
  );
}

function meaning(credits: number | null, count: string): string {
  const many = Number(count);
  if (!credits || !(many > 1)) return "Whoever has the code can redeem it, once.";
  const all = credits * many;
  const sum = Number.isSafeInteger(all) ? ` All of them are worth ${money(all)}.` : "";
  return `Each code can be redeemed once.${sum}`;
}

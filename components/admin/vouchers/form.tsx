"use client";

import { type FormEvent, useId, useState } from "react";
import { money } from "@/lib/format";
import { creditsFromCents } from "@/lib/money";
import { AmountField } from "../../allowances/amount-field";
import { type Choice, ChoiceField } from "../../allowances/choice-field";
import { DayField, endOfDay } from "../../allowances/day-field";
import { type Answer, fieldError } from "../../request";
import { Field } from "../../ui/field";
import { TextInput } from "../../ui/text-input";
import { useSending } from "../../use-sending";
import { FormFoot } from "../form-foot";
import { NoteField } from "../note-field";

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
  const { busy, answer, refused, send } = useSending<Made>();
  const credits = creditsFromCents(draft.amount);
  const make = async (event: FormEvent) => {
    event.preventDefault();
    if (credits === null) return;
    const body = {
      allowance_id: draft.allowance,
      credits,
      count: Number(draft.count),
      expires_at: endOfDay(draft.until),
      grant_expires_at: endOfDay(draft.grantUntil),
      note: draft.note,
    };
    const made = await send("/api/vouchers", { body });
    if (made?.ok) onMade(made.data.data.map(({ code }) => code));
  };
  return (
    <form onSubmit={make} className="mb-6 grid gap-3 border-l-2 border-accent bg-raised p-4">
      <Fields
        draft={draft}
        allowances={allowances}
        answer={answer}
        change={(part) => setDraft({ ...draft, ...part })}
      />
      <FormFoot
        refused={refused}
        yes={draft.count === "1" ? "Make the code" : "Make the codes"}
        busy={busy && "Making…"}
        onCancel={onCancel}
      >
        {meaning(credits, draft.count)}
      </FormFoot>
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
      <div className="max-wide:col-span-full">
        <ChoiceField
          id={`${id}-allowance`}
          label="For"
          value={draft.allowance}
          onChange={(allowance) => change({ allowance })}
          choices={allowances}
          error={fieldError(answer, "allowance_id")}
        />
      </div>
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
      <NoteField
        id={`${id}-note`}
        value={draft.note}
        onChange={(note) => change({ note })}
        error={fieldError(answer, "note")}
      />
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

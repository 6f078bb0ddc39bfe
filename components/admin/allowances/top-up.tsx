"use client";

import { type FormEvent, useId, useRef, useState } from "react";
import { tokensFor } from "@/lib/allowances/tokens";
import { money, tokensLeft } from "@/lib/format";
import { creditsFromCents } from "@/lib/money";
import { AmountField } from "../../allowances/amount-field";
import { ChoiceField } from "../../allowances/choice-field";
import { DayField, endOfDay } from "../../allowances/day-field";
import { type Answer, type Attempt, attemptOf, fieldError, request } from "../../request";
import { Button } from "../../ui/button";
import { Field } from "../../ui/field";
import { TextInput } from "../../ui/text-input";
import type { AllowanceRow } from "./draft";
import type { Choices } from "./editor";

type Props = { row: AllowanceRow; choices: Choices; onDone: () => void; onCancel: () => void };

/** Gives more of an allowance, across its periods; for whom, where each person has their own. */
export function TopUp({ row, choices, onDone, onCancel }: Props) {
  const id = useId();
  const [draft, setDraft] = useState({ amount: "", until: "", user: "", note: "" });
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Answer<unknown> | null>(null);
  const attempt = useRef<Attempt | null>(null);
  const credits = creditsFromCents(draft.amount);
  const isEach = row.level === "each-user";
  const change = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part });
  const give = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || credits === null) return;
    setBusy(true);
    const body = {
      credits,
      expires_at: endOfDay(draft.until),
      note: draft.note,
      ...(isEach && { user_id: draft.user }),
    };
    attempt.current = attemptOf(attempt.current, body);
    const { key } = attempt.current;
    const given = await request(`/api/allowances/${row.id}/grants`, { method: "POST", body, key });
    setBusy(false);
    setAnswer(given);
    if (given.ok) onDone();
  };
  const refused = answer && !answer.ok ? answer.detail : null;
  return (
    <form
      onSubmit={give}
      onKeyDown={(event) => event.key === "Escape" && onCancel()}
      className="grid gap-3 p-4 whitespace-normal"
    >
      <div className="grid grid-cols-2 gap-3 wide:grid-cols-4">
        {isEach && (
          <ChoiceField
            id={`${id}-user`}
            label="For"
            value={draft.user}
            onChange={(user) => change({ user })}
            choices={[{ value: "", label: "choose a person" }, ...choices.people]}
            error={fieldError(answer, "user_id")}
          />
        )}
        <AmountField
          id={`${id}-amount`}
          label="Amount"
          value={draft.amount}
          onChange={(amount) => change({ amount })}
          error={fieldError(answer, "credits")}
        />
        <DayField
          id={`${id}-until`}
          label="Through"
          value={draft.until}
          onChange={(until) => change({ until })}
          error={fieldError(answer, "expires_at")}
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
      <div className="flex flex-wrap items-center gap-2">
        <p
          role={refused ? "alert" : undefined}
          aria-live="polite"
          className="min-w-0 flex-1 basis-72 text-sm text-ink-2 max-wide:basis-full"
        >
          {refused ? <span className="text-danger">{refused}</span> : meaning(draft, row, choices)}
        </p>
        <Button variant="quiet" size="sm" className="max-wide:flex-1" onClick={onCancel}>
          Cancel
        </Button>
        <Button
          type="submit"
          variant="primary"
          size="sm"
          className="max-wide:flex-1"
          busy={busy && "Topping up…"}
        >
          Top up
        </Button>
      </div>
    </form>
  );
}

/** What it gives, and how long that lasts. */
function meaning(
  { amount, until }: { amount: string; until: string },
  row: AllowanceRow,
  { models }: Choices,
): string {
  const lasts = until ? "It lasts through that day" : "It lasts until it is spent";
  const across = `${lasts}, across periods, beside the ${money(row.amountCredits)} of each.`;
  const plain = `${lasts}.`;
  const credits = creditsFromCents(amount);
  const words = row.window === "none" ? plain : across;
  const model = models.find(({ value }) => value === row.model) ?? models[0];
  const tokens = model?.rate && credits ? tokensFor(credits, model.rate) : null;
  return tokens && model ? `Buys ${tokensLeft(tokens)} tokens of ${model.label}. ${words}` : words;
}

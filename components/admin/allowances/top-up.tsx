"use client";

import { type FormEvent, useId, useState } from "react";
import { tokensFor } from "@/lib/allowances/tokens";
import { money, tokensLeft } from "@/lib/format";
import { creditsFromCents } from "@/lib/money";
import { AmountField } from "../../allowances/amount-field";
import { ChoiceField } from "../../allowances/choice-field";
import { DayField, endOfDay } from "../../allowances/day-field";
import { fieldError } from "../../request";
import { useSending } from "../../use-sending";
import { FormFoot } from "../form-foot";
import { NoteField } from "../note-field";
import type { AllowanceRow } from "./draft";
import type { Choices } from "./editor";

type Props = { row: AllowanceRow; choices: Choices; onDone: () => void; onCancel: () => void };

/** Gives more of an allowance, across its periods; for whom, where each person has their own. */
export function TopUp({ row, choices, onDone, onCancel }: Props) {
  const id = useId();
  const [draft, setDraft] = useState({ amount: "", until: "", user: "", note: "" });
  const { busy, answer, refused, send } = useSending();
  const credits = creditsFromCents(draft.amount);
  const isEach = row.level === "each-user";
  const change = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part });
  const give = async (event: FormEvent) => {
    event.preventDefault();
    if (credits === null) return;
    const body = {
      credits,
      expires_at: endOfDay(draft.until),
      note: draft.note,
      ...(isEach && { user_id: draft.user }),
    };
    const given = await send(`/api/allowances/${row.id}/grants`, { body });
    if (given?.ok) onDone();
  };
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
        <NoteField
          id={`${id}-note`}
          value={draft.note}
          onChange={(note) => change({ note })}
          error={fieldError(answer, "note")}
        />
      </div>
      <FormFoot refused={refused} yes="Top up" busy={busy && "Topping up…"} onCancel={onCancel}>
        {meaning(draft, row, choices)}
      </FormFoot>
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

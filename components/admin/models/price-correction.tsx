"use client";

import { type FormEvent, useId, useRef, useState } from "react";
import { counted, money, receiptCents } from "@/lib/format";
import { creditsPerUsd } from "@/lib/money";
import { type Answer, type Attempt, attemptOf, fieldError, request } from "../../request";
import { Button } from "../../ui/button";
import { Choice } from "../../ui/choice";
import { type EndpointModel, type PriceDraft, priceBody, priceDraft, typedTime } from "./draft";
import { PriceFields } from "./price-fields";
import { TimeField } from "./time-field";

type Difference = {
  calls: number;
  changed_calls: number;
  people: number;
  before_credits: number;
  after_credits: number;
  difference_credits: number;
  to: number;
  digest: string;
};

type Draft = { price: PriceDraft; from: string; to: string; inForce: boolean };

/** Corrects what calls of a past period cost: it shows the difference, and asks. */
export function PriceCorrection({
  model,
  onDone,
  onCancel,
}: {
  model: EndpointModel;
  onDone: () => void;
  onCancel: () => void;
}) {
  const id = useId();
  const [draft, setDraft] = useState<Draft>(() => ({
    price: priceDraft(model.price),
    from: "",
    to: "",
    inForce: true,
  }));
  const [shown, setShown] = useState<Difference | null>(null);
  const [answer, setAnswer] = useState<Answer<unknown> | null>(null);
  const [busy, setBusy] = useState(false);
  const attempt = useRef<Attempt | null>(null);
  const change = (part: Partial<Draft>) => {
    setDraft({ ...draft, ...part });
    setShown(null);
  };
  const path = `/api/models/${encodeURIComponent(model.id)}/rerate`;
  const ask = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const body = { ...bodyOf(draft), ...(shown && { confirm: shown.digest }) };
    attempt.current = attemptOf(attempt.current, body);
    const { key } = attempt.current;
    const told = await request<Difference>(path, { method: "POST", body, ...(shown && { key }) });
    setBusy(false);
    setAnswer(told);
    if (told.ok && shown) onDone();
    else setShown(told.ok ? told.data : null);
  };
  const verb = shown ? confirmWord(shown) : "Show the difference";
  return (
    <form onSubmit={ask} className="grid gap-3">
      <h3 className="text-md font-strong">Correct a past price</h3>
      <PriceFields
        id={id}
        price={draft.price}
        onChange={(price) => change({ price })}
        errorOf={(at) => fieldError(answer, `price.${at}`)}
      />
      <div className="grid gap-3 wide:grid-cols-[14rem_14rem]">
        <TimeField
          id={`${id}-from`}
          label="For calls from, UTC"
          required
          value={draft.from}
          error={fieldError(answer, "from")}
          onChange={(from) => change({ from })}
        />
        <TimeField
          id={`${id}-to`}
          label="Until, UTC"
          hint="Empty is now."
          value={draft.to}
          error={fieldError(answer, "to")}
          onChange={(to) => change({ to })}
        />
      </div>
      <Choice
        checked={draft.inForce}
        onChange={(event) => change({ inForce: event.target.checked })}
      >
        {draft.to === "" ? "Also set it from then on" : "Also set it for that period"}
      </Choice>
      <div className="flex flex-wrap items-center gap-2">
        <p className="min-w-0 flex-1 basis-72 text-sm text-ink-2" aria-live="polite">
          {answer && !answer.ok ? (
            <span className="text-danger">{refusal(answer)}</span>
          ) : (
            words(shown)
          )}
        </p>
        <Button variant="quiet" size="sm" onClick={onCancel}>
          Cancel
        </Button>
        <Button
          type="submit"
          variant="primary"
          size="sm"
          disabled={shown?.changed_calls === 0 && !draft.inForce}
          busy={busy && (shown ? "Correcting…" : "Looking…")}
        >
          {verb}
        </Button>
      </div>
    </form>
  );
}

function bodyOf({ price, from, to, inForce }: Draft) {
  const until = typedTime(to);
  return {
    price: priceBody(price) ?? { input: "", output: "" },
    from: typedTime(from) ?? from,
    ...(until !== undefined && { to: until }),
    in_force: inForce,
  };
}

function words(shown: Difference | null): string {
  if (!shown) return "First it shows what that changes. What was written stays; it is adjusted.";
  const { calls, changed_calls, people, difference_credits: more } = shown;
  if (calls === 0) return "There are no calls of it in that time.";
  if (changed_calls === 0) return `${upper(counted(calls, "call"))}, and none changes.`;
  const who = `${upper(counted(changed_calls, "call"))} of ${counted(people, "person", "people")}`;
  const from = `${exact(shown.after_credits)} instead of ${exact(shown.before_credits)}`;
  if (more === 0) return `${who} change, and together cost the same.`;
  const cost = changed_calls === 1 ? "costs" : "cost";
  const sum = `${exact(Math.abs(more))} ${more > 0 ? "more" : "less"}`;
  return `${who} ${cost} ${sum}: ${from}. Each of their allowances gets the difference.`;
}

/** Small sums as a receipt has them: a correction of many calls may be less than a cent. */
function exact(credits: number): string {
  return credits < creditsPerUsd ? `${receiptCents(credits)} cents` : money(credits);
}

function confirmWord({ changed_calls }: Difference): string {
  if (changed_calls === 0) return "Set the price";
  return changed_calls === 1 ? "Correct it" : "Correct them";
}

function upper(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function refusal(answer: Extract<Answer<unknown>, { ok: false }>): string {
  return answer.errors.length > 0 ? "Not shown: see the fields above." : answer.detail;
}

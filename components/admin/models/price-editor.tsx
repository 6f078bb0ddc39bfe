"use client";

import { type FormEvent, useId, useState } from "react";
import { type Answer, fieldError, request } from "../../request";
import { Button } from "../../ui/button";
import { type EndpointModel, type PriceDraft, priceBody, priceDraft, typedTime } from "./draft";
import { PriceFields } from "./price-fields";
import { TimeField } from "./time-field";

/** A model's price, edited in its row. */
export function PriceEditor({
  model,
  onDone,
  onCancel,
  onCorrect,
}: {
  model: EndpointModel;
  onDone: () => void;
  onCancel: () => void;
  onCorrect: () => void;
}) {
  const id = useId();
  const [draft, setDraft] = useState<PriceDraft>(() => priceDraft(model.price));
  const [from, setFrom] = useState("");
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Answer<unknown> | null>(null);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const path = `/api/models/${encodeURIComponent(model.id)}/price`;
    const price = priceBody(draft) ?? { input: "", output: "" };
    const effective_from = typedTime(from);
    const body = { price, ...(effective_from !== undefined && { effective_from }) };
    const saved = await request(path, { method: "PUT", body });
    setBusy(false);
    setAnswer(saved);
    if (saved.ok) onDone();
  };
  const refused = answer && !answer.ok;
  return (
    <form onSubmit={save} className="grid gap-3">
      <PriceFields
        id={id}
        price={draft}
        onChange={setDraft}
        errorOf={(path) => fieldError(answer, `price.${path}`)}
      />
      <div className="grid gap-3 wide:grid-cols-[14rem]">
        <TimeField
          id={`${id}-from`}
          label="Holds from, UTC"
          hint="Empty is now."
          value={from}
          error={fieldError(answer, "effective_from")}
          onChange={setFrom}
        />
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <p className="min-w-0 flex-1 basis-72 text-sm text-ink-2" aria-live="polite">
          {refused ? <span className="text-danger">{summary(answer)}</span> : effect(model)}
        </p>
        <Button variant="quiet" size="sm" onClick={onCorrect}>
          Correct a past price
        </Button>
        <Button variant="quiet" size="sm" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" variant="primary" size="sm" busy={busy && "Saving…"}>
          Save
        </Button>
      </div>
    </form>
  );
}

function effect({ price }: EndpointModel): string {
  const from = price ? `Now: ${price.source}. ` : "Without a price it cannot be called. ";
  return `${from}Dollars per million tokens, 0 is a price too. Calls that were made keep theirs.`;
}

/** Mistakes stand at their fields; here is what else there is to say. */
function summary(answer: Extract<Answer<unknown>, { ok: false }>): string {
  return answer.errors.length > 0 ? "Not saved: see the fields above." : answer.detail;
}

"use client";

import { useState } from "react";
import type { PriceJson } from "@/lib/pricing/price-json";
import { type Answer, request } from "../../request";
import { Button } from "../../ui/button";
import { rateWords } from "./draft";

/** The catalogue's guess for a model it knows by family alone; one press confirms it. */
export function UsePrice({
  model,
  price,
  onDone,
}: {
  model: string;
  price: PriceJson;
  onDone: () => void;
}) {
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Answer<unknown> | null>(null);
  const use = async () => {
    setBusy(true);
    const path = `/api/models/${encodeURIComponent(model)}/price`;
    const put = await request(path, { method: "PUT", body: { price } });
    setBusy(false);
    setAnswer(put);
    if (put.ok) onDone();
  };
  return (
    <div className="mt-1 text-ink-3">
      <p>
        {price.source}: {rateWords(price)}
      </p>
      <Button size="sm" className="mt-1" onClick={use} busy={busy && "Saving…"}>
        Use this price
      </Button>
      {answer && !answer.ok && (
        <p role="alert" className="text-danger">
          {answer.detail}
        </p>
      )}
    </div>
  );
}

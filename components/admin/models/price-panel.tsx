"use client";

import { useState } from "react";
import type { EndpointModel } from "./draft";
import { PriceCorrection } from "./price-correction";
import { PriceEditor } from "./price-editor";
import { PriceHistory } from "./price-history";

/** What a model costs and cost: a price to set, or a past one to correct, over all there were. */
export function PricePanel({
  model,
  onDone,
  onCancel,
}: {
  model: EndpointModel;
  onDone: () => void;
  onCancel: () => void;
}) {
  const [correcting, setCorrecting] = useState(false);
  return (
    <div className="grid gap-6 p-4 whitespace-normal">
      {correcting ? (
        <PriceCorrection model={model} onDone={onDone} onCancel={() => setCorrecting(false)} />
      ) : (
        <PriceEditor
          model={model}
          onDone={onDone}
          onCancel={onCancel}
          onCorrect={() => setCorrecting(true)}
        />
      )}
      <PriceHistory model={model} />
    </div>
  );
}

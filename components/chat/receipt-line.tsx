"use client";

import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { columnCents, count, seconds } from "@/lib/format";
import { OpenReceipt } from "../usage/open-receipt";
import type { Turn } from "./turn";

/** One line under an answer: model, tokens, seconds, cost. It opens the whole receipt in place. */
export function ReceiptLine({
  turn,
  modelName,
  timeZone,
}: {
  turn: Turn;
  modelName: string;
  timeZone: string;
}) {
  const [open, setOpen] = useState(false);
  const facts = <Facts turn={turn} modelName={modelName} />;
  if (!turn.usageId) {
    return (
      <div className="money-row col-rest mt-3 border-t border-rule py-[7px] text-sm text-ink-3">
        {facts}
        <span className="font-strong text-ink">{columnCents(turn.costCredits)}</span>
      </div>
    );
  }
  return (
    <details
      className="col-rest mt-3 border-t border-rule text-sm text-ink-3"
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className="money-row items-center py-[7px] hover:text-ink pointer-coarse:min-h-10">
        <span className="flex items-center gap-2">
          <ChevronRight className="turnable" />
          {facts}
        </span>
        <span className="font-strong text-ink">{columnCents(turn.costCredits)}</span>
      </summary>
      {open && <OpenReceipt inConversation id={turn.usageId} timeZone={timeZone} />}
    </details>
  );
}

function Facts({ turn, modelName }: { turn: Turn; modelName: string }) {
  const { inputTokens, outputTokens, durationMs, usageSource } = turn;
  return (
    <span className="flex min-w-0 flex-wrap gap-x-4">
      <span className="text-ink-2">{modelName}</span>
      {inputTokens !== null && <span>{count(inputTokens)} in</span>}
      {outputTokens !== null && <span>{count(outputTokens)} out</span>}
      {durationMs !== null && <span className="max-wide:hidden">{seconds(durationMs)}</span>}
      {usageSource === "estimated" && <span className="text-warn">estimated</span>}
    </span>
  );
}

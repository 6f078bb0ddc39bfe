"use client";

import { ChevronRight, RefreshCw } from "lucide-react";
import { memo } from "react";
import { clock } from "@/lib/dates";
import { count } from "@/lib/format";
import { Button } from "../ui/button";
import { CopyButton } from "../ui/copy-button";
import { Answer } from "./answer";
import { Prompt } from "./prompt";
import { ReceiptLine } from "./receipt-line";
import type { Turn } from "./turn";
import { TurnEnd } from "./turn-end";
import { WritingLine } from "./writing-line";

/** An entry of the book: when, what was asked and answered, what it cost. */
export const TurnEntry = memo(function TurnEntry({
  turn,
  again,
  modelName,
  timeZone,
  retry,
}: {
  turn: Turn;
  /** The same was asked just before: the prompt is not said twice. */
  again: boolean;
  modelName: string;
  timeZone: string;
  /** Sends the prompt again; null where that is not the thing to do. */
  retry: ((turn: Turn) => void) | null;
}) {
  const growing = turn.status === "streaming";
  const isOver = !growing && turn.status !== "queued";
  return (
    <article className="ledger-row pb-8" aria-busy={growing}>
      <time
        className="col-time pt-[3px]"
        dateTime={new Date(turn.createdAt).toISOString()}
        suppressHydrationWarning
      >
        {clock(turn.createdAt, timeZone)}
      </time>
      {again ? (
        <p className="col-main col-main-wide text-md text-ink-3">Asked again.</p>
      ) : (
        <Prompt text={turn.prompt} />
      )}
      {turn.reasoning && <Reasoning turn={turn} />}
      {turn.text && (
        <div className="col-main col-main-wide mt-4">
          <Answer text={turn.text} growing={growing} />
        </div>
      )}
      {isOver && <TurnEnd turn={turn} modelName={modelName} />}
      {isOver ? (
        <ReceiptLine turn={turn} modelName={modelName} timeZone={timeZone} />
      ) : (
        <WritingLine turn={turn} modelName={modelName} />
      )}
      {isOver && (
        <div className="col-main col-main-wide -ml-1.5 flex flex-wrap items-center gap-0.5 text-ink-3">
          {turn.text && <CopyButton text={turn.text} size="sm" label="Copy the answer" />}
          {retry && turn.status !== "done" && (
            <Button size="sm" className="ml-1.5" onClick={() => retry(turn)}>
              <RefreshCw /> Try again
            </Button>
          )}
        </div>
      )}
    </article>
  );
});

function Reasoning({ turn }: { turn: Turn }) {
  const thinks = turn.status === "streaming" && !turn.text;
  const tokens = turn.reasoningTokens ? `, ${count(turn.reasoningTokens)} tokens` : "";
  return (
    <details className="col-main col-main-wide mt-3 text-sm text-ink-3">
      <summary className="inline-flex min-h-7 items-center gap-2">
        <ChevronRight className="turnable" />
        {thinks ? "Thinking" : `Thought first${tokens}`}
      </summary>
      <div className="ml-[7px] border-l border-rule py-1 pl-4 leading-[1.6] wrap-break-word whitespace-pre-wrap text-ink-2">
        {turn.reasoning}
      </div>
    </details>
  );
}

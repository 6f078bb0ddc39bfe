import { columnCents, count } from "@/lib/format";
import { Figure } from "../ui/figure";
import { Live } from "../ui/live";
import type { Turn } from "./turn";

/** A token is about this many characters; said of what is being written only. */
const charactersPerToken = 4;

/** Under an answer that is being written: dashed, because what it costs is held and not final. */
export function WritingLine({ turn, modelName }: { turn: Turn; modelName: string }) {
  if (turn.status === "queued") {
    return (
      <div className="col-rest mt-3 flex flex-wrap items-baseline gap-x-4 border-t border-dashed border-rule-strong py-[7px] text-sm text-ink-3">
        <span className="font-strong text-ink-2">waits</span>
        <span>Its turn comes when the answer before it is done. Nothing is held for it yet.</span>
      </div>
    );
  }
  const tokens = Math.ceil((turn.text.length + turn.reasoning.length) / charactersPerToken);
  return (
    <div className="money-row col-rest mt-3 border-t border-dashed border-accent py-[7px] text-sm text-ink-3">
      <div className="flex flex-wrap items-baseline gap-x-4">
        <Live>{turn.text || turn.reasoning ? "writing" : "sent"}</Live>
        <span>{modelName}</span>
        {tokens > 0 && <span>about {count(tokens)} out so far</span>}
        {turn.maxOutputTokens !== null && (
          <span className="max-wide:hidden">
            answers up to {count(turn.maxOutputTokens)} tokens
          </span>
        )}
      </div>
      <span className="text-accent">
        {turn.reservedCredits !== null && (
          <Figure kind="held">held {columnCents(turn.reservedCredits, "up")}</Figure>
        )}
      </span>
    </div>
  );
}

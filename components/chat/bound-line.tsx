import type { ReactNode } from "react";
import { atMostMoney, count, money, tokensLeft } from "@/lib/format";
import { Kbd } from "../ui/kbd";
import { useHost } from "./chat-host";
import type { Phase } from "./conversation-store";
import { type ChatModel, windowWords } from "./desk";
import type { Estimate } from "./estimate";
import { leftOf } from "./left";
import type { Problem } from "./problem";
import type { Bound } from "./use-bound";

/** Under the composer: what the message may cost, what is left after, or what is in the way. */
export function BoundLine({
  model,
  found,
  empty,
  phase,
  problem,
  onUse,
}: {
  model: ChatModel | undefined;
  found: Bound | null;
  empty: boolean;
  phase: Phase;
  problem: Problem | null;
  onUse: (model: ChatModel) => void;
}) {
  const { allowances } = useHost();
  const left = model && leftOf(model, allowances);
  const isWriting = phase === "live" || phase === "connecting";
  const words = (): ReactNode => {
    if (problem && problem.code !== "allowance_exhausted") {
      return <span className="text-danger">{problemWords(problem)}</span>;
    }
    if (phase === "connecting") return "The line was lost. The answer goes on at the server.";
    if (!model) return "There is no model to use yet. An admin can add one.";
    if (!left) return `No allowance of yours pays for ${model.name}. An admin can give you one.`;
    if (found && (!empty || found.mine.kind === "does-not-fit") && !isWriting) {
      return <BoundWords model={model} {...found} onUse={onUse} />;
    }
    if (left.tokens === null) return `${model.name} costs nothing.`;
    const when = windowWords(left.allowance.window);
    return (
      <>
        <b className="font-strong text-ink">{tokensLeft(left.tokens)} tokens</b> left {when}
        {isWriting && " after this answer, at least"}.
      </>
    );
  };
  return (
    <div className="col-main col-main-wide flex flex-wrap justify-between gap-x-4 pt-2 text-sm text-ink-2">
      <p role="status" className="min-w-0">
        {words()}
      </p>
      <p className="text-ink-3 max-wide:hidden" aria-hidden="true">
        {isWriting ? (
          <>
            <Kbd>Esc</Kbd> stops
          </>
        ) : (
          <>
            <Kbd>Enter</Kbd> sends &nbsp;<Kbd>Shift Enter</Kbd> new line
          </>
        )}
      </p>
    </div>
  );
}

function BoundWords({
  model,
  mine,
  offer,
  onUse,
}: Bound & {
  model: ChatModel;
  onUse: (model: ChatModel) => void;
}) {
  if (mine.kind === "fits" && !mine.lowered) {
    if (mine.tokensAfter === null) return <>{model.name} costs nothing.</>;
    return (
      <>
        At most <b className="font-strong text-ink">{atMostMoney(mine.holdCredits)}</b>;{" "}
        <b className="font-strong text-ink">{tokensLeft(mine.tokensAfter)} tokens</b> left after.
      </>
    );
  }
  return (
    <>
      <span className="text-warn">{smallWords(model, mine)}</span>
      {offer && (
        <>
          {" "}
          {offer.model.name} can write {count(offer.estimate.maxOutputTokens)} for at most{" "}
          {atMostMoney(offer.estimate.holdCredits)}.{" "}
          <button
            type="button"
            className="font-strong text-accent hover:underline"
            onClick={() => onUse(offer.model)}
          >
            Use {offer.model.name}
          </button>
        </>
      )}
    </>
  );
}

function smallWords(model: ChatModel, mine: Estimate): string {
  if (mine.kind === "fits") {
    return `Only ${count(mine.maxOutputTokens)} tokens of answer fit into what is left.`;
  }
  if (mine.neededCredits === null) return "This is more than any allowance can hold.";
  const needed = atMostMoney(mine.neededCredits);
  const left = mine.roomCredits > 0 ? `${money(mine.roomCredits)} are left` : "nothing is left";
  return `Even a short answer of ${model.name} can cost ${needed}, and ${left}.`;
}

function problemWords({ detail, errors, retryAfterSeconds }: Problem): string {
  const first = errors[0]?.message ?? detail;
  const wait = retryAfterSeconds ? ` Try again in ${Math.ceil(retryAfterSeconds)} s.` : "";
  return `${first}${wait}`;
}

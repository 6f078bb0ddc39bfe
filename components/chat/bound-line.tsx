import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { atMostMoney, capital, count, tokensLeft } from "@/lib/format";
import { Kbd } from "../ui/kbd";
import { useHost } from "./chat-host";
import type { Phase } from "./conversation-store";
import { type ChatModel, windowWords } from "./desk";
import type { Estimate } from "./estimate";
import { leftOf } from "./left";
import type { Problem } from "./problem";
import type { Bound } from "./use-bound";

type Fit = Extract<Estimate, { kind: "fits" }>;

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
  const isLowered = !empty && found?.mine.kind === "fits" && found.mine.lowered;
  const words = (): ReactNode => {
    if (problem && problem.code !== "allowance_exhausted") {
      return <ProblemWords problem={problem} />;
    }
    if (phase === "connecting") {
      return "The server does not answer. Trying again; what was written is kept.";
    }
    if (!model) return "There is no model to use yet. An admin can add one.";
    if (!left) return `No allowance of yours pays for ${model.name}. An admin can give you one.`;
    // Where nothing fits, the used-up allowance says so above, with what can be done.
    if (found?.mine.kind === "fits" && !empty && !isWriting) {
      return <FitWords model={model} mine={found.mine} offer={found.offer} onUse={onUse} />;
    }
    if (left.tokens === null) return `${model.name} costs nothing.`;
    const when = windowWords(left.allowance.window);
    return (
      <>
        <b className="font-strong text-ink">{tokensLeft(left.tokens)} tokens</b> left
        {when && ` ${when}`}
        {isWriting && " after this answer, at least"}.
      </>
    );
  };
  return (
    <div className="col-main col-main-wide flex flex-wrap gap-x-4 pt-2 text-sm text-ink-2 max-wide:px-1">
      <p role="status" className="min-w-0">
        {words()}
      </p>
      {isWriting ? <Keys stops /> : !isLowered && <Keys />}
    </div>
  );
}

function Keys({ stops }: { stops?: boolean }) {
  return (
    <p className="ml-auto flex-none text-ink-3 max-wide:hidden" aria-hidden="true">
      {stops ? (
        <>
          <Kbd>Esc</Kbd> stops
        </>
      ) : (
        <>
          <Kbd>Enter</Kbd> sends &nbsp;<Kbd>Shift Enter</Kbd> new line
        </>
      )}
    </p>
  );
}

function FitWords({
  model,
  mine,
  offer,
  onUse,
}: Pick<Bound, "offer"> & {
  model: ChatModel;
  mine: Fit;
  onUse: (model: ChatModel) => void;
}) {
  const atMost = atMostMoney(mine.holdCredits);
  if (mine.near) {
    return (
      <>
        This is near what is left. It is counted when it is sent, and costs {atMost.words}{" "}
        <b className="font-strong text-ink">{atMost.amount}</b>.
      </>
    );
  }
  if (!mine.lowered) {
    if (mine.tokensAfter === null) return <>{model.name} costs nothing.</>;
    return (
      <>
        {capital(atMost.words)} <b className="font-strong text-ink">{atMost.amount}</b>;{" "}
        <b className="font-strong text-ink">{tokensLeft(mine.tokensAfter)} tokens</b> left after.
      </>
    );
  }
  return (
    <>
      <span className="text-warn">
        Only {count(mine.maxOutputTokens)} tokens of answer fit into what is left.
      </span>
      {offer && (
        <>
          {" "}
          {offer.model.name} can write {count(offer.estimate.maxOutputTokens)} for{" "}
          {Object.values(atMostMoney(offer.estimate.holdCredits)).join(" ")}.{" "}
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

function ProblemWords({ problem }: { problem: Problem }) {
  const { code, detail, errors, retryAfterSeconds } = problem;
  const path = usePathname();
  if (code === "unauthenticated") {
    return (
      <span className="text-danger">
        Not sent: you are signed out.{" "}
        <a
          className="underline underline-offset-3"
          href={`/sign-in?callbackUrl=${encodeURIComponent(path)}`}
        >
          Sign in again
        </a>
        ; your message is still here.
      </span>
    );
  }
  const wait = retryAfterSeconds ? ` Try again in ${Math.ceil(retryAfterSeconds)} s.` : "";
  return <span className="text-danger">{`${errors[0]?.message ?? detail}${wait}`}</span>;
}

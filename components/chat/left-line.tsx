"use client";

import Link from "next/link";
import { isRolling } from "@/lib/allowances/words";
import { moment } from "@/lib/dates";
import { tokensLeft } from "@/lib/format";
import { Meter } from "../ui/meter";
import { useHost } from "./chat-host";
import { windowWords } from "./desk";
import { leftOf, toneInk } from "./left";

/** The foot of the sidebar: what is left for the model in use. It opens the usage page. */
export function LeftLine() {
  const { model, allowances, now, timeZone } = useHost();
  const left = model && leftOf(model, allowances);
  if (!left) return null;
  const { allowance, tokens, tone } = left;
  const figure = tokens === null ? "no limit" : tokensLeft(tokens);
  const when = allowance.resetsAt && moment(allowance.resetsAt, now, timeZone);
  return (
    <Link
      href="/usage"
      prefetch={false}
      className="block border-t border-rule px-4 py-3 text-ink no-underline hover:bg-hover"
    >
      <span className="flex items-baseline gap-1.5">
        <span className="flex-1">Left {windowWords(allowance.window)}</span>
        <b className={`font-strong ${toneInk[tone]}`}>{figure}</b>
        {tokens !== null && <span className="text-ink-3">tokens</span>}
      </span>
      <Meter
        className="my-2"
        left={allowance.remainingCredits}
        held={allowance.reservedCredits}
        total={allowance.amountCredits}
        tone={tone}
        label={`${figure} tokens of ${model.name} left`}
      />
      <span className="block text-xs text-ink-3 wrap-anywhere">
        of {model.name}
        {when && (isRolling(allowance) ? `, more ${when}` : `, until ${when}`)}
      </span>
    </Link>
  );
}

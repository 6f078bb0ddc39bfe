import Link from "next/link";
import { tokensLeft } from "@/lib/format";
import { Meter, meterTone } from "../ui/meter";

/** What is left of the allowance that binds the model in use. */
export type Left = {
  /** `today`, `this week`, ...; empty for a balance without a window. */
  when: string;
  model: string;
  /** Tokens of that model. */
  tokens: number;
  remainingCredits: number;
  reservedCredits: number;
  amountCredits: number;
  /** `00:00 UTC`, or null where nothing refills. */
  until: string | null;
};

/** The foot of the sidebar; it opens the usage page. */
export function LeftLine({ left }: { left: Left | null }) {
  if (!left) return null;
  const out = left.tokens <= 0;
  const tone = meterTone(left.remainingCredits + left.reservedCredits, left.amountCredits);
  const ink = tone === "out" || out ? "text-danger" : tone === "low" ? "text-warn" : "text-ink";
  return (
    <Link
      href="/usage"
      prefetch={false}
      className="block border-t border-rule px-4 py-3 text-ink no-underline hover:bg-hover"
    >
      <span className="flex items-baseline gap-1.5">
        <span className="flex-1">Left {left.when}</span>
        <b className={`font-strong ${ink}`}>{tokensLeft(left.tokens)}</b>
        <span className="text-ink-3">tokens</span>
      </span>
      <Meter
        className="my-2"
        left={left.remainingCredits}
        held={left.reservedCredits}
        total={left.amountCredits}
        tone={out ? "out" : tone}
        label={`${tokensLeft(left.tokens)} tokens of ${left.model} left`}
      />
      <span className="block text-xs text-ink-3">
        of {left.model}
        {left.until && `, until ${left.until}`}
      </span>
    </Link>
  );
}

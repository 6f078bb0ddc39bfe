import Link from "next/link";
import type { ReactNode } from "react";
import type { Listed } from "@/lib/allowances/list";
import type { Beside } from "@/lib/allowances/standing";
import type { Tokens } from "@/lib/allowances/tokens";
import { atRefill, isRolling, periodWords } from "@/lib/allowances/words";
import { distance, lastsUntil } from "@/lib/dates";
import { capital, columnCents, partsInCents, tokensLeft } from "@/lib/format";
import { creditsPerCent } from "@/lib/money";
import { buttonClass } from "../ui/button";
import { cx } from "../ui/cx";
import { Figure } from "../ui/figure";
import { Meter } from "../ui/meter";
import { Tag } from "../ui/tag";

/** What is left of an allowance: in tokens, then in cents, and when it refills. */
export function AllowanceCard({
  listed,
  now,
  timeZone,
  children,
}: {
  listed: Listed;
  now: number;
  timeZone: string;
  children?: ReactNode;
}) {
  const { allowance, amountCredits, reservedCredits, remainingCredits } = listed;
  const asked = { left: remainingCredits, held: reservedCredits, of: amountCredits };
  const { left, held, used, of } = partsInCents(asked);
  const figures = [
    { term: "left", cents: left, strong: true },
    { term: "held", cents: held, isHeld: reservedCredits > 0 },
    { term: allowance.kind === "cap" ? "counted" : "used", cents: used },
    { term: "of", cents: of },
  ];
  return (
    <article className="flex flex-col border-t border-l border-rule px-4 py-4 max-wide:pr-0">
      <header className="flex min-h-6 flex-wrap items-center gap-2">
        <h3 className="min-w-0 flex-1 basis-24 text-md wrap-anywhere">{allowance.name}</h3>
        <span className="flex flex-none gap-2 empty:hidden">
          {isShared(listed) && <Tag>shared by {listed.people}</Tag>}
          {allowance.kind === "cap" && <Tag dashed>cap</Tag>}
        </span>
      </header>
      <Left listed={listed} />
      <Meter
        tall
        left={remainingCredits}
        held={reservedCredits}
        total={amountCredits}
        label={`${left} left, ${held} held, ${used} used, of ${of}`}
      />
      <dl className="flex flex-wrap justify-between gap-2 pt-2 pb-3 text-sm">
        {figures.map(({ term, cents, strong, isHeld }) => (
          <div key={term} className="not-first:text-right">
            <dt className="text-xs text-ink-3">{term}</dt>
            <dd className={strong ? "font-strong" : undefined}>
              <Figure kind={isHeld ? "held" : "plain"}>{cents}</Figure>
            </dd>
          </div>
        ))}
      </dl>
      <div className="grid gap-1 border-t border-rule pt-2 text-sm">
        {listed.beside.map((each) => (
          <p key={`${each.kind} ${each.until}`} className="text-ink-2">
            {besideWords(each, now, timeZone)}
          </p>
        ))}
        <Refill listed={listed} now={now} timeZone={timeZone} />
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2 max-wide:pt-1">
          {children}
          <Link
            href={`/usage/allowances/${listed.id}`}
            prefetch={false}
            className={cx(buttonClass({ variant: "quiet", size: "sm" }), "wide:-ml-2")}
          >
            Ledger
          </Link>
        </div>
      </div>
    </article>
  );
}

function isShared({ allowance, people }: Listed): boolean {
  return (allowance.level === "instance" || allowance.level === "group") && people > 1;
}

/** The one big figure: tokens of the model one uses, or cents where no model has a price. */
function Left({ listed: { allowance, tokens, remainingCredits } }: { listed: Listed }) {
  const [first, second] = tokens;
  const purpose = allowance.purpose === null ? "" : `, for ${allowance.purpose}`;
  const only = allowance.kind === "cap" ? "the only model it limits" : "the only model it pays for";
  return (
    <div className="pt-3 pb-3 text-sm">
      <p className="leading-tight">
        <b className="block text-2xl font-strong tracking-[-0.015em] max-wide:inline">
          {first ? figure(first) : columnCents(remainingCredits, "down")}
        </b>{" "}
        <span className="text-ink-2">
          {first ? `tokens of ${first.name}` : "cents"}
          {purpose}
        </span>
      </p>
      <p className="min-h-[1.45em] text-ink-3">
        {second && `or ${figure(second)} of ${second.name}`}
        {allowance.model !== null && first && only}
      </p>
    </div>
  );
}

/** Tokens of answers; a model whose answers cost nothing is told by its prompts, if they cost. */
function figure({ outputTokens, inputTokens }: Tokens): string {
  const tokens = outputTokens ?? inputTokens;
  return tokens === null ? "any number of" : tokensLeft(tokens);
}

/** `of it 0.20 until 30 November`: a grant, or what rolled over, is spent before it ends. */
function besideWords({ kind, leftCredits, until }: Beside, now: number, timeZone: string): string {
  const amount = `of it ${columnCents(leftCredits, "down")}`;
  const what = kind === "rollover" ? "left from before" : "granted";
  if (until === null) return `${amount} ${what}, until it is spent`;
  return `${amount} ${what}, until ${lastsUntil(until, now, timeZone)}`;
}

/** `each day`, and when: never without zone or day, and how far off. */
function Refill({ listed, now, timeZone }: { listed: Listed; now: number; timeZone: string }) {
  const { allowance, resetsAt, remainingCredits } = listed;
  const out = remainingCredits <= 0;
  if (resetsAt === null && isRolling(allowance)) {
    return <p className="text-ink">{capital(periodWords(allowance.window))}</p>;
  }
  if (resetsAt === null) {
    return (
      <p className={out ? "text-danger" : "text-ink-3"}>
        {out ? "Used up, and it does not refill" : "Does not refill"}
      </p>
    );
  }
  const when = `${atRefill(allowance, { at: resetsAt, now, timeZone })}, ${distance(resetsAt, now)}`;
  return (
    <p className="text-ink-3">
      <span className={out ? "text-danger" : "text-ink"}>
        {out ? "Used up" : capital(periodWords(allowance.window))}
      </span>
      <br />
      {backWords(listed)} {when}
    </p>
  );
}

/** A rolling window gives back part by part what left it. */
function backWords({ returnsCredits }: Listed): string {
  if (returnsCredits === null) return "refills";
  const verb = returnsCredits === creditsPerCent ? "comes" : "come";
  return `${columnCents(returnsCredits, "down")} ${verb} back`;
}

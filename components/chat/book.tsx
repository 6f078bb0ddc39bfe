import Link from "next/link";
import type { ReactNode } from "react";
import { clock } from "@/lib/dates";
import { columnCents } from "@/lib/format";
import type { Credits } from "@/lib/money";
import { Figure } from "../ui/figure";
import { Live } from "../ui/live";

export type BookEntry = {
  id: string;
  name: string;
  /** When it was last written in (ms). */
  at: number;
  live: boolean;
  credits: Credits;
};

export type Book = {
  /** `Friday 20 November`. */
  day: string;
  entries: BookEntry[];
  /** Spent on that day by programs, in no conversation. */
  keysCredits: Credits;
  unlistedCredits: Credits;
  spentCredits: Credits;
  heldCredits: Credits;
  /** Conversations of before, with all they cost. */
  earlier: BookEntry[];
};

/** The book of the day: each conversation with what it cost today, and the day's total. */
export function DayBook({ book, timeZone }: { book: Book; timeZone: string }) {
  const { day, entries, earlier, keysCredits, unlistedCredits, spentCredits, heldCredits } = book;
  const isEmpty = entries.length === 0 && keysCredits === 0 && unlistedCredits === 0;
  return (
    <section aria-label="The book of the day" className="first-book">
      <Heading unit>{day}</Heading>
      {entries.map((entry) => (
        <Entry key={entry.id} entry={entry} time={clock(entry.at, timeZone)} />
      ))}
      {keysCredits > 0 && (
        <Line money={columnCents(keysCredits)}>
          <span className="text-ink-2">Calls that programs made with your keys</span>
        </Line>
      )}
      {unlistedCredits > 0 && (
        <Line money={columnCents(unlistedCredits)}>
          <span className="text-ink-2">Other conversations, older or deleted</span>
        </Line>
      )}
      {isEmpty ? (
        <Line money={null}>
          <span className="text-ink-2">
            Nothing written today. Each conversation becomes a line here, with what it cost.
          </span>
        </Line>
      ) : (
        <Line
          money={
            <Figure kind="total" className="font-strong text-ink">
              {columnCents(spentCredits)}
            </Figure>
          }
        >
          <span className="text-ink-2">
            Spent today
            {heldCredits > 0 &&
              `, and ${columnCents(heldCredits, "up")} held for what is being written`}
          </span>
        </Line>
      )}
      {earlier.length > 0 && (
        <>
          <Heading>Before</Heading>
          {earlier.map((entry) => (
            <Entry key={entry.id} entry={entry} time="" />
          ))}
        </>
      )}
    </section>
  );
}

function Heading({ unit, children }: { unit?: boolean; children: string }) {
  return (
    <div className="ledger-row items-end pb-2 not-first:pt-6">
      <h2 className="col-main text-xs font-text text-ink-3">{children}</h2>
      {unit && <span className="col-money text-xs! text-ink-3">cents</span>}
    </div>
  );
}

const lineClass = "book-line ledger-row items-baseline py-2 text-md max-wide:py-3";

function Entry({ entry, time }: { entry: BookEntry; time: string }) {
  return (
    <Link
      href={`/c/${entry.id}`}
      prefetch={false}
      className={`${lineClass} text-ink no-underline hover:bg-hover`}
    >
      <span className="col-time">{time}</span>
      <span className="col-main flex items-center gap-2">
        <span className="truncate">{entry.name}</span>
        {entry.live && <Live>writing</Live>}
      </span>
      <span className="col-money text-ink-2">{columnCents(entry.credits)}</span>
    </Link>
  );
}

function Line({ money, children }: { money: ReactNode; children: ReactNode }) {
  return (
    <div className={lineClass}>
      <span className="col-main">{children}</span>
      <span className="col-money">{money}</span>
    </div>
  );
}

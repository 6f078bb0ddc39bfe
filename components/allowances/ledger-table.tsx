import Link from "next/link";
import type { LedgerLine } from "@/lib/allowances/ledger";
import { clock, dayKey, dayName } from "@/lib/dates";
import { exactAlike } from "@/lib/format";
import { wayWords } from "@/lib/usage/call-words";
import { Empty } from "../ui/empty";
import { Table, Td, Th } from "../ui/table";
import { entryWords, untilWords } from "./entry-words";

type Props = {
  lines: LedgerLine[];
  /** Public names of models, by id. */
  modelNames: Record<string, string>;
  /** Where everybody has a balance of their own: say whose. */
  whose: boolean;
  now: number;
  timeZone: string;
};

/** Every entry of an allowance under its day, with the calls that were charged. */
export function LedgerTable(props: Props) {
  const { lines: all, whose } = props;
  const hasAfter = all.some(({ afterCredits }) => afterCredits !== null);
  const exact = exactAlike(all.flatMap((line) => [line.credits, line.afterCredits]));
  if (all.length === 0) {
    return (
      <Empty title="No entries yet">
        The first call that it counts opens its period. Each grant, call and change is a line then.
      </Empty>
    );
  }
  return (
    <Table caption="Entries, newest first">
      <thead>
        <tr>
          <Th className="w-16">Time</Th>
          <Th>Entry</Th>
          {whose && <Th>Whose</Th>}
          <Th>About it</Th>
          <Th money>Cents</Th>
          {hasAfter && <Th num>Left after</Th>}
        </tr>
      </thead>
      {daysOf(props).map(({ day, lines }) => (
        <tbody key={day}>
          <tr className="tbl-head">
            <th scope="rowgroup" colSpan={whose ? 4 : 3} data-phone="whole">
              {day}
            </th>
            <Td money phone="none" />
            {hasAfter && <Td phone="none" />}
          </tr>
          {lines.map((entry) => (
            <Line key={entry.id} entry={entry} hasAfter={hasAfter} exact={exact} {...props} />
          ))}
        </tbody>
      ))}
    </Table>
  );
}

type LineProps = Props & {
  entry: LedgerLine;
  hasAfter: boolean;
  exact: ReturnType<typeof exactAlike>;
};

function Line({ entry, hasAfter, exact, modelNames, whose, now, timeZone }: LineProps) {
  const words = entryWords(entry);
  const about = aboutOf(entry, modelNames, now, timeZone);
  const time = clock(entry.createdAt, timeZone);
  return (
    <tr>
      <Td phone="none" className="text-ink-3">
        {time}
      </Td>
      <Td phone="lead" className="font-strong">
        {entry.usageId ? (
          <Link
            href={`/usage/${entry.usageId}`}
            prefetch={false}
            className="underline decoration-rule-strong underline-offset-3 hover:decoration-ink"
          >
            {words}
          </Link>
        ) : (
          words
        )}
      </Td>
      {whose && (
        <Td phone="none" className="wrap-anywhere">
          {entry.whose ?? (entry.subject === "guests" ? "all guests" : "")}
        </Td>
      )}
      <Td phone="note" className="text-ink-2 wrap-anywhere">
        <span className="wide:hidden">
          {[time, entry.whose].filter(Boolean).join(", ")}
          {about && ", "}
        </span>
        {about}
      </Td>
      <Td money phone="amount" className="font-strong">
        {exact(entry.credits)}
      </Td>
      {hasAfter && (
        <Td num phone={entry.afterCredits === null ? "none" : "aside"} className="text-ink-2">
          {exact(entry.afterCredits)}
          <span className="wide:hidden"> left after</span>
        </Td>
      )}
    </tr>
  );
}

function aboutOf(
  entry: LedgerLine,
  modelNames: Record<string, string>,
  now: number,
  timeZone: string,
): string {
  const { call, note } = entry;
  const model = call && (modelNames[call.model] ?? call.model);
  const parts = [
    call && `${call.purpose} with ${model}`,
    call && wayWords(call),
    untilWords(entry, now, timeZone),
    note && `“${note}”`,
  ];
  return parts.filter(Boolean).join(", ");
}

function daysOf({ lines: entries, now, timeZone }: Props): { day: string; lines: LedgerLine[] }[] {
  const days: { key: string; day: string; lines: LedgerLine[] }[] = [];
  for (const entry of entries) {
    const key = dayKey(entry.createdAt, timeZone);
    if (days.at(-1)?.key !== key) {
      const isToday = key === dayKey(now, timeZone);
      const day = isToday ? "Today" : dayName(entry.createdAt, now, timeZone);
      days.push({ key, day, lines: [] });
    }
    days.at(-1)?.lines.push(entry);
  }
  return days;
}

import { windowWords } from "@/lib/allowances/words";
import { columnCents } from "@/lib/format";
import { Meter } from "../../ui/meter";
import { Td } from "../../ui/table";
import { Tag } from "../../ui/tag";
import type { AllowanceRow } from "./draft";

/** Where the focus goes back to when the row closes. */
export function rowButtonId(id: string): string {
  return `allowance-${id}`;
}

/** A line of the book; its name opens it. */
export function Row({
  row,
  open,
  onToggle,
}: {
  row: AllowanceRow;
  open: boolean;
  onToggle: () => void;
}) {
  return (
    <tr>
      <Td phone="lead">
        <button
          type="button"
          id={rowButtonId(row.id)}
          aria-expanded={open}
          onClick={onToggle}
          className="text-left font-strong wrap-anywhere hover:underline underline-offset-3"
        >
          {row.name}
        </button>{" "}
        {row.kind === "cap" && <Tag dashed>cap</Tag>} {row.configured && <Tag>from the file</Tag>}
      </Td>
      <Td phone="note">{row.forWords}</Td>
      <Td phone="none">{row.purpose ?? "any"}</Td>
      <Td phone="none">{row.modelWords}</Td>
      <Td phone="aside" className="wide:whitespace-nowrap">
        {windowWords(row.window, row.timeZone)}
      </Td>
      <Td num phone="amount">
        {columnCents(row.amountCredits)}
        {row.besideWords && <span className="block text-xs text-ink-3">{row.besideWords}</span>}
      </Td>
      <Td num phone="whole">
        <Left row={row} />
      </Td>
      <Td num phone="none" className="text-ink-3">
        {row.refills}
      </Td>
    </tr>
  );
}

function Left({ row }: { row: AllowanceRow }) {
  const { level, remainingCredits, reservedCredits, totalCredits, people } = row;
  const words =
    level === "each-user" && people !== 1
      ? `${share(remainingCredits, totalCredits)} % each, mean`
      : columnCents(remainingCredits, "down");
  return (
    <span className="flex items-center justify-end gap-3">
      <Meter
        left={remainingCredits}
        held={reservedCredits}
        total={totalCredits}
        label={`${words} left`}
        className="meter-small wide:w-16 wide:flex-none"
      />
      <span className="wide:min-w-28">{words}</span>
    </span>
  );
}

function share(left: number, total: number): number {
  return total > 0 ? Math.floor((100 * Math.max(0, left)) / total) : 0;
}

import { counted } from "@/lib/format";
import type { Finding } from "@/lib/ledger/audit/findings";
import { Notice } from "../../ui/notice";

/** What a table is called here. */
const tables: Record<string, string> = {
  entries: "Entry",
  balances: "Balance",
  reservations: "Reservation",
  holds: "Hold",
  usage: "Call",
  adjustments: "Correction",
  allowances: "Allowance",
};

/** The first wrong row in words, and what can be done about it. */
export function Wrong({ first, wrong, when }: { first: Finding; wrong: number; when: string }) {
  const others = counted(wrong - 1, "other finding", "other findings");
  const more = wrong > 1 ? ` There ${wrong === 2 ? "is" : "are"} ${others}.` : "";
  return (
    <Notice tone="danger" title="The books are not right" className="mb-6">
      <p>
        {tables[first.table] ?? first.table}{" "}
        <span className="font-mono text-sm wrap-anywhere">{first.id}</span>: {first.wrong}. Right
        would be: {first.right}.{more}
      </p>
      <p className="mt-2">
        {isUnswept(first)
          ? "Restart the server: at its start it closes what a dead one left open. Then check again."
          : "Somebody or something changed the database beside Purser, or its disk failed. Keep a " +
            "copy of the file as it is. Restore the backup from before, or ask whoever has access " +
            "to the file what was changed."}
      </p>
      <p className="mt-2 text-ink-3">{when}</p>
    </Notice>
  );
}

/** The one finding that needs no backup. */
function isUnswept({ table, wrong }: Finding): boolean {
  return table === "reservations" && wrong.includes("after its deadline");
}

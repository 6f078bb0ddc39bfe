import Link from "next/link";
import type { ReactNode } from "react";
import type { LedgerLine } from "@/lib/allowances/ledger";
import { PlainSheet } from "../shell/sheet";
import { buttonClass } from "../ui/button";
import { LedgerTable } from "./ledger-table";

type Props = {
  name: string;
  /** `each person, day, UTC`. */
  about: string;
  lines: LedgerLine[];
  modelNames: Record<string, string>;
  whose: boolean;
  now: number;
  timeZone: string;
  /** The address of this page; what is older is a page further. */
  path: string;
  isFirst: boolean;
  next: string | null;
  back: ReactNode;
};

/** The ledger of one allowance: all that was given, spent and changed. */
export function LedgerPage({ name, about, path, isFirst, next, back, ...table }: Props) {
  return (
    <PlainSheet
      title={<span className="wrap-anywhere">{name}</span>}
      note={`${about}; amounts in cents`}
    >
      <LedgerTable {...table} />
      <nav aria-label="Pages" className="flex flex-wrap gap-2 pt-4">
        {!isFirst && (
          <Link href={path} prefetch={false} className={buttonClass()}>
            Newest
          </Link>
        )}
        {next && (
          <Link href={`${path}?cursor=${next}`} prefetch={false} className={buttonClass()}>
            Older entries
          </Link>
        )}
        {back}
      </nav>
    </PlainSheet>
  );
}

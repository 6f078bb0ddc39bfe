import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx";

/**
 * Where a cell stands on a phone, where an entry has two lines: `lead` and `amount` on the first,
 * `note` and `aside` on the second; `whole` takes a line of its own, `none` is left out.
 */
export type PhonePlace = "lead" | "amount" | "note" | "aside" | "whole" | "none";

type CellProps = {
  /** Figures stand right, under each other. */
  num?: boolean;
  /** The money column: the double rule stands before it. */
  money?: boolean;
  phone?: PhonePlace;
};

function cellClass({ num, money }: CellProps, className: string | undefined): string | undefined {
  return cx((num || money) && "num", money && "money", className) || undefined;
}

/** A ledger: hairlines, no box. `caption` is for screen readers. */
export function Table({
  caption,
  children,
  className,
}: {
  caption: string;
  children: ReactNode;
  className?: string;
}) {
  return (
    <table className={cx("tbl", className)}>
      <caption className="sr-only">{caption}</caption>
      {children}
    </table>
  );
}

export function Th({ num, money, phone, className, ...rest }: ComponentProps<"th"> & CellProps) {
  return (
    <th scope="col" data-phone={phone} className={cellClass({ num, money }, className)} {...rest} />
  );
}

export function Td({ num, money, phone, className, ...rest }: ComponentProps<"td"> & CellProps) {
  return <td data-phone={phone} className={cellClass({ num, money }, className)} {...rest} />;
}

/** A row that opened under the row it belongs to, to edit it or to read more. */
export function OpenRow({ columns, children }: { columns: number; children: ReactNode }) {
  return (
    <tr className="tbl-open">
      <td colSpan={columns}>{children}</td>
    </tr>
  );
}

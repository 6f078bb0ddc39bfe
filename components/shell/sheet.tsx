import type { ReactNode } from "react";
import { cx } from "../ui/cx";

/** The account book of a page: time | particulars | money, with the double rule before money. */
export function LedgerSheet({ className, children }: { className?: string; children: ReactNode }) {
  return <div className={cx("sheet sheet-ledger", className)}>{children}</div>;
}

/**
 * A page of tables, which bring their own columns: title, a note beside it, what can be done. On a
 * phone the title stands in the bar, and the note begins the page.
 */
export function PlainSheet({
  title,
  note,
  actions,
  children,
}: {
  title: ReactNode;
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="sheet sheet-plain pb-12 text-md">
      <header className="flex flex-wrap items-center gap-x-4 gap-y-2 py-6 max-wide:py-4">
        <h1 className="text-xl font-title tracking-[-0.01em] max-wide:sr-only">{title}</h1>
        {note && <span className="text-ink-2 max-wide:first-letter:uppercase">{note}</span>}
        {actions && <div className="ml-auto flex flex-wrap gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** A part of a plain page; what narrows or changes it stands right of its title. */
export function Section({
  title,
  note,
  actions,
  children,
}: {
  title: ReactNode;
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="pb-8">
      <div className="flex flex-wrap items-center justify-between gap-2 pb-3">
        <h2 className="flex items-baseline gap-3 text-lg font-title">
          {title}
          {note && <span className="text-md font-text text-ink-3">{note}</span>}
        </h2>
        {actions}
      </div>
      {children}
    </section>
  );
}

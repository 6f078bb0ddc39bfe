import type { ReactNode } from "react";
import { cx } from "../ui/cx";

/** A part of a receipt, under its heading. */
export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="pb-4">
      <h3 className="mb-1 border-b border-rule pb-1 text-xs font-text text-ink-3">{title}</h3>
      {children}
    </section>
  );
}

/** Words, and the money beside them; `under` stands below what it is a part of. */
export function Line({
  words,
  money,
  strong,
  under,
}: {
  words: ReactNode;
  money?: ReactNode;
  strong?: boolean;
  under?: boolean;
}) {
  return (
    <div
      className={cx("money-row py-[3px]", strong && "font-strong text-ink", under && "text-ink-3")}
    >
      <span className={under ? "pl-4" : undefined}>{words}</span>
      <span>{money}</span>
    </div>
  );
}

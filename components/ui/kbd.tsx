import { cx } from "./cx";

/** A key; not shown where there is no keyboard. */
export function Kbd({ children, className }: { children: string; className?: string }) {
  return (
    <kbd
      className={cx(
        "kbd rounded border border-rule-strong px-[5px] font-ui text-xs leading-normal text-ink-3",
        "whitespace-nowrap",
        className,
      )}
    >
      {children}
    </kbd>
  );
}

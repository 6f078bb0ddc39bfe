import Link from "next/link";
import { cx } from "../ui/cx";

/** The name over the double rule that accountants put under a total. */
export function Mark({ className }: { className?: string }) {
  return (
    <Link
      href="/"
      className={cx(
        "inline-block border-b-3 border-double border-accent text-[1.0625rem] leading-[1.15]",
        "font-title tracking-[-0.01em] text-ink no-underline",
        className,
      )}
    >
      Purser
    </Link>
  );
}

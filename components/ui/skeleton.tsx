import { cx } from "./cx";

const widths = ["w-3/5", "w-full", "w-5/6", "w-2/5", "w-4/5", "w-1/2"];

/** Lines in the shape of what comes: after 300 ms, and then still. */
export function Skeleton({ lines = 4, className }: { lines?: number; className?: string }) {
  return (
    <div role="status" aria-label="Loading" className={cx("grid gap-2", className)}>
      {Array.from({ length: lines }, (_, line) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name
          key={line}
          className={cx("skeleton h-3", widths[line % widths.length])}
        />
      ))}
    </div>
  );
}

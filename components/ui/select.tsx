import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { cx } from "./cx";
import { inputClass } from "./text-input";

/** The browser's own list, in our frame. */
export function Select({ className, ...rest }: ComponentProps<"select">) {
  return (
    <span className="relative block">
      <select className={cx(inputClass, "appearance-none pr-7", className)} {...rest} />
      <ChevronDown className="pointer-events-none absolute right-2 top-1/2 -translate-y-1/2 text-ink-3" />
    </span>
  );
}

import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx";

/** A check box or a radio button with its words. */
export function Choice({
  children,
  note,
  className,
  type = "checkbox",
  ...rest
}: Omit<ComponentProps<"input">, "type"> & {
  type?: "checkbox" | "radio";
  note?: ReactNode;
}) {
  return (
    <label className={cx("inline-flex items-start gap-2 text-md pointer-coarse:py-2", className)}>
      <input type={type} className="choice mt-0.5" {...rest} />
      <span>
        <span className={note ? "font-strong" : undefined}>{children}</span>
        {note && <span className="block text-sm text-ink-3">{note}</span>}
      </span>
    </label>
  );
}

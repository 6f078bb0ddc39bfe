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
    <label
      className={cx(
        "inline-flex gap-2 text-md pointer-coarse:py-2",
        note ? "items-start" : "items-center",
        className,
      )}
    >
      <input type={type} className={cx("choice", note ? "mt-0.5" : null)} {...rest} />
      <span>
        <span className={note ? "font-strong" : undefined}>{children}</span>
        {note && <span className="block text-sm text-ink-3">{note}</span>}
      </span>
    </label>
  );
}

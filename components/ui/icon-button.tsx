import type { ComponentProps } from "react";
import { cx } from "./cx";

const sizes = {
  md: "size-(--control)",
  sm: "size-7 pointer-coarse:size-10",
};

/** The look of an icon button, for a link that acts as one. */
export function iconButtonClass(size: keyof typeof sizes = "md"): string {
  return cx(
    "inline-grid place-items-center flex-none rounded text-ink-2 transition-colors",
    "duration-(--fast) hover:bg-hover hover:text-ink disabled:text-rule-strong",
    "disabled:bg-transparent disabled:cursor-not-allowed",
    sizes[size],
  );
}

/** A button that is only an icon; `label` is what it is called. */
export function IconButton({
  label,
  size,
  className,
  type = "button",
  ...rest
}: ComponentProps<"button"> & { label: string; size?: keyof typeof sizes }) {
  return (
    <button
      type={type}
      aria-label={label}
      title={label}
      className={cx(iconButtonClass(size), className)}
      {...rest}
    />
  );
}

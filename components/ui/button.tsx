import type { ComponentProps } from "react";
import { cx } from "./cx";

export type ButtonLook = {
  /** One `primary` a view. `quiet` has a frame on a phone, where nothing hovers over it. */
  variant?: "primary" | "plain" | "quiet" | "danger";
  size?: "md" | "sm";
};

const base =
  "inline-flex items-center justify-center gap-2 rounded border whitespace-nowrap font-strong " +
  "no-underline transition-colors duration-(--fast) disabled:cursor-not-allowed " +
  "disabled:bg-transparent disabled:border-dashed disabled:border-rule-strong disabled:text-ink-3";

const variants = {
  primary: "bg-accent border-accent text-accent-on hover:bg-accent-press hover:border-accent-press",
  plain: "bg-raised border-rule-strong text-ink hover:bg-hover",
  quiet:
    "border-transparent wide:disabled:border-transparent! font-text text-ink-2 hover:bg-hover " +
    "hover:text-ink max-wide:border-rule-strong max-wide:bg-raised max-wide:text-ink",
  danger: "bg-raised border-rule-strong text-danger hover:bg-hover",
};

const sizes = {
  md: "min-h-(--control) px-3 text-md",
  sm: "min-h-7 px-2 text-sm pointer-coarse:min-h-9",
};

/** The look of a button, for a link that acts as one. */
export function buttonClass({ variant = "plain", size = "md" }: ButtonLook = {}): string {
  return cx(base, variants[variant], sizes[size]);
}

/** `busy` is the word shown while it works ("Saving…"); the button then takes no press. */
export function Button({
  variant,
  size,
  busy,
  className,
  children,
  type = "button",
  onClick,
  ...rest
}: ComponentProps<"button"> & ButtonLook & { busy?: string | false }) {
  return (
    <button
      type={type}
      className={cx(buttonClass({ variant, size }), className)}
      aria-disabled={busy ? true : undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      {...rest}
    >
      {busy || children}
    </button>
  );
}

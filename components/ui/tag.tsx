import type { ReactNode } from "react";
import { cx } from "./cx";

const tones = {
  plain: "border-rule-strong text-ink-2",
  accent: "border-current text-accent",
  ok: "border-current text-ok",
  warn: "border-current text-warn",
  danger: "border-current text-danger",
};

/** One or two words about the thing beside it. */
export function Tag({
  tone = "plain",
  dashed,
  className,
  children,
}: {
  tone?: keyof typeof tones;
  dashed?: boolean;
  className?: string;
  children: ReactNode;
}) {
  return (
    <span
      className={cx(
        "inline-flex items-center gap-1 rounded border px-1.5 text-xs leading-normal",
        "whitespace-nowrap",
        tones[tone],
        dashed && "border-dashed",
        className,
      )}
    >
      {children}
    </span>
  );
}

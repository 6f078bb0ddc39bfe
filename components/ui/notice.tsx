import type { ReactNode } from "react";
import { cx } from "./cx";

const tones = {
  plain: ["border-accent", "text-ink"],
  warn: ["border-warn", "text-warn"],
  danger: ["border-danger", "text-danger"],
} as const;

/**
 * What happened and what can be done, beside a 2 px line. `top` puts the line above it, across
 * the whole width. It is announced when it appears.
 */
export function Notice({
  tone = "plain",
  title,
  top,
  className,
  children,
}: {
  tone?: keyof typeof tones;
  title?: ReactNode;
  top?: boolean;
  className?: string;
  children?: ReactNode;
}) {
  const [line, ink] = tones[tone];
  return (
    <div
      role="status"
      className={cx(top ? "border-t-2 pt-3" : "border-l-2 py-1 pl-4", line, "text-md", className)}
    >
      {title && <p className={cx("font-strong", ink)}>{title}</p>}
      {children && <div className={cx("text-ink-2", title ? "mt-1" : null)}>{children}</div>}
    </div>
  );
}

import type { ReactNode } from "react";
import { cx } from "./cx";

/** A figure: dashed under it while held, double under it when it is a settled total. */
export function Figure({
  kind = "plain",
  className,
  children,
}: {
  kind?: "plain" | "held" | "total";
  className?: string;
  children: ReactNode;
}) {
  return (
    <span
      className={
        cx(kind === "held" && "figure-held", kind === "total" && "figure-total", className) ||
        undefined
      }
    >
      {children}
    </span>
  );
}

import type { ReactNode } from "react";

/** What will stand here, and what makes it appear. */
export function Empty({ title, children }: { title: ReactNode; children?: ReactNode }) {
  return (
    <div className="border-t border-rule-strong pt-3 text-md">
      <p className="font-strong">{title}</p>
      {children && <div className="mt-1 max-w-[60ch] text-ink-2">{children}</div>}
    </div>
  );
}

import type { ReactNode } from "react";
import { Mark } from "./mark";

/** A page that says one thing. */
export function Message({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="mx-auto w-[min(100%-32px,60ch)] py-[max(32px,18vh)] text-lg">
      <Mark />
      <h1 className="pt-8 text-xl font-title tracking-[-0.01em]">{title}</h1>
      <div className="pt-3 text-ink-2">{children}</div>
    </main>
  );
}

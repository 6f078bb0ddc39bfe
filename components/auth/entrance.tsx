import type { ReactNode } from "react";

/** Two pages of an open book, parted by the double rule: who comes in, and what is there. */
export function Entrance({
  lead,
  left,
  right,
}: {
  lead: string;
  left: ReactNode;
  right: ReactNode;
}) {
  return (
    <div className="min-h-dvh wide:grid wide:grid-cols-[minmax(0,1fr)_4px_minmax(0,1fr)]">
      <main className={half}>
        <div className="w-full wide:mr-[min(7vw,96px)] wide:ml-auto wide:max-w-90">
          <h1 className="inline-block border-b-4 border-double border-accent text-2xl leading-[1.15] font-title tracking-[-0.01em]">
            Purser
          </h1>
          <p className="mt-3 mb-8 text-lg leading-[1.5] text-ink-2 max-wide:mb-6">{lead}</p>
          {left}
        </div>
      </main>
      <div
        aria-hidden
        className="border-ledger max-wide:mx-4 max-wide:border-t-4 max-wide:border-double wide:border-x"
      />
      <aside className={half}>
        <div className="w-full pt-0.5 wide:ml-[min(7vw,96px)] wide:max-w-90">{right}</div>
      </aside>
    </div>
  );
}

const half = "px-8 pt-[clamp(48px,21vh,220px)] pb-12 max-wide:px-4 max-wide:py-8";

/** A form of the entrance: its fields under each other, its buttons as wide as they are. */
export const entranceForm = "grid gap-4 [&_button]:w-full";

/** Controls as high as a finger is wide. */
export const tall = "min-h-10 max-wide:min-h-11";

/** The heading of the right page. */
export function AsideTitle({ children }: { children: ReactNode }) {
  return <h2 className="text-xl font-title tracking-[-0.01em]">{children}</h2>;
}

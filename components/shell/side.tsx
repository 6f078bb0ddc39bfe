import { X } from "lucide-react";
import type { ReactNode } from "react";
import { iconButtonClass } from "../ui/icon-button";
import { Mark } from "./mark";
import { SideCloser } from "./side-closer";

/**
 * The sunk sheet beside the page. On a phone it is a popover of the browser's own, so that it
 * opens and closes before any script has come.
 */
export function Side({
  label,
  actions,
  footer,
  children,
}: {
  label: string;
  actions: ReactNode;
  footer: ReactNode;
  children: ReactNode;
}) {
  return (
    <aside id="side" popover="auto" aria-label={label} className="side">
      <SideCloser />
      <div className="flex items-center justify-between px-4 pt-4 pb-3">
        <Mark />
        <button
          type="button"
          popoverTarget="side"
          popoverTargetAction="hide"
          aria-label="Close"
          className={`${iconButtonClass()} wide:hidden`}
        >
          <X />
        </button>
      </div>
      <div className="px-2 pb-2">{actions}</div>
      <nav aria-label={label} className="min-h-0 flex-1 overflow-y-auto px-2 pb-4">
        {children}
      </nav>
      {footer}
    </aside>
  );
}

/** A heading over some lines of the sidebar. */
export function SideHeading({ children }: { children: ReactNode }) {
  return <h2 className="px-2 pt-4 pb-1 text-xs font-text text-ink-3">{children}</h2>;
}

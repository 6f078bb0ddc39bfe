import { PanelLeft } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "../ui/cx";
import { iconButtonClass } from "../ui/icon-button";

/** The bar over a phone's page: the list, what the page is, what can be done with it. */
export function TopBar({
  title,
  className,
  children,
}: {
  title: ReactNode;
  className?: string;
  children?: ReactNode;
}) {
  return (
    <div
      className={cx(
        "sticky top-0 z-10 flex h-13 flex-none items-center gap-1 border-b border-rule bg-paper",
        "px-2 wide:hidden",
        className,
      )}
    >
      <button
        type="button"
        popoverTarget="side"
        aria-label="Conversations"
        className={iconButtonClass()}
      >
        <PanelLeft />
      </button>
      <div className="min-w-0 flex-1 px-2">{title}</div>
      {children}
    </div>
  );
}

import { ChartNoAxesColumn, Settings } from "lucide-react";
import Link from "next/link";
import { iconButtonClass } from "../ui/icon-button";

/** Whose books these are, with the way to usage and settings. */
export function PersonLine({ name, role }: { name: string; role: string }) {
  return (
    <div className="flex items-center gap-2 border-t border-rule px-2 pt-2 pb-3">
      <p className="flex min-w-0 flex-1 items-baseline gap-2 px-2">
        <span className="truncate font-strong">{name}</span>
        {role !== "member" && <span className="text-xs text-ink-3">{role}</span>}
      </p>
      <Link href="/usage" aria-label="Usage" title="Usage" className={iconButtonClass()}>
        <ChartNoAxesColumn />
      </Link>
      <Link href="/settings" aria-label="Settings" title="Settings" className={iconButtonClass()}>
        <Settings />
      </Link>
    </div>
  );
}

import { Settings } from "lucide-react";
import Link from "next/link";
import { iconButtonClass } from "../ui/icon-button";
import { UsageLink } from "./usage-link";

/** Whose books these are, with the way to usage, settings and, for admins, administration. */
export function PersonLine({ name, role }: { name: string; role: string }) {
  return (
    <div className="flex items-center gap-2 border-t border-rule px-2 pt-2 pb-3">
      <p className="flex min-w-0 flex-1 items-baseline gap-2 px-2">
        <span className="truncate font-strong">{name}</span>
        {role === "guest" && <span className="text-xs text-ink-3">guest</span>}
        {role === "admin" && (
          <Link href="/admin/allowances" title="Administration" className="text-xs text-accent">
            admin
          </Link>
        )}
      </p>
      <UsageLink />
      <Link href="/settings" aria-label="Settings" title="Settings" className={iconButtonClass()}>
        <Settings />
      </Link>
    </div>
  );
}

"use client";

import Link, { useLinkStatus } from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { cx } from "../ui/cx";

/** A line of the sidebar; the page one is on is marked. `under` also marks the pages below it. */
export function NavLink({
  href,
  under,
  className,
  children,
}: {
  href: string;
  under?: boolean;
  className?: string;
  children: ReactNode;
}) {
  const path = usePathname();
  const here = path === href || (under && path.startsWith(`${href}/`));
  return (
    <Link
      href={href}
      prefetch={false}
      aria-current={here ? "page" : undefined}
      className={cx(
        "flex min-h-(--control) w-full items-center gap-2 rounded px-2 text-ink no-underline",
        "hover:bg-hover aria-[current]:bg-raised aria-[current]:font-strong",
        "aria-[current]:inset-ring aria-[current]:inset-ring-rule",
        "[&>.lucide]:text-ink-3 [&>.kbd]:ml-auto",
        className,
      )}
    >
      {children}
      <Coming />
    </Link>
  );
}

/** A still mark while the page it leads to is slow to come. */
function Coming() {
  const { pending } = useLinkStatus();
  if (!pending) return null;
  return (
    <span role="status" aria-label="Loading" className="skeleton h-2 w-4 flex-none rounded-none" />
  );
}

"use client";

import { X } from "lucide-react";
import Link from "next/link";
import type { NoticeJson } from "@/lib/notices/list";
import { byWeight, noticeRefill, noticeTitle } from "@/lib/notices/words";
import { cx } from "../ui/cx";
import { IconButton } from "../ui/icon-button";

/** Thresholds that were reached, a quiet line each, the weightiest first, until put away. */
export function NoticeLines({
  notices,
  now,
  timeZone,
  onPutAway,
  one,
  className,
}: {
  notices: NoticeJson[];
  now: number;
  /** The reader's. */
  timeZone: string;
  onPutAway: (id: string) => void;
  /** The most important alone, and how many more there are. */
  one?: boolean;
  className?: string;
}) {
  if (notices.length === 0) return null;
  const ranked = byWeight(notices);
  const more = one ? notices.length - 1 : 0;
  return (
    <ul aria-label="Notices" className={cx("grid text-sm", className)}>
      {(one ? ranked.slice(0, 1) : ranked).map((notice) => {
        const { allowance, threshold } = notice;
        const said = {
          name: allowance.name,
          threshold,
          window: allowance.window,
          timeZone: allowance.time_zone,
          resetsAt: notice.resets_at,
        };
        return (
          <li key={notice.id} className="flex items-start gap-2">
            <p className="min-w-0 flex-1 py-1 text-ink-2 wrap-anywhere">
              <b className={cx("font-strong", tone(threshold))}>{noticeTitle(said)}</b>{" "}
              {noticeRefill(said, now, timeZone)}{" "}
              {more > 0 && (
                <Link
                  href="/usage"
                  prefetch={false}
                  className="underline decoration-rule-strong underline-offset-3 hover:text-ink"
                >
                  and {more} more
                </Link>
              )}
            </p>
            <IconButton
              label={`Put away: ${noticeTitle(said)}`}
              size="sm"
              onClick={() => onPutAway(notice.id)}
            >
              <X />
            </IconButton>
          </li>
        );
      })}
    </ul>
  );
}

/** Spending is normal; what ends is said in its colour, as the meter does. */
function tone(threshold: number): string {
  if (threshold >= 100) return "text-danger";
  return threshold >= 90 ? "text-warn" : "text-ink";
}

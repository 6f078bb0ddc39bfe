"use client";

import { NoticeLines } from "../notices/notice-lines";
import { useHost } from "./chat-host";

/** The notices of whoever chats, where they do. */
export function HostNotices({ one, className }: { one?: boolean; className?: string }) {
  const { notices, putAway, now, timeZone } = useHost();
  return (
    <NoticeLines
      notices={notices}
      now={now}
      timeZone={timeZone}
      onPutAway={putAway}
      one={one}
      className={className}
    />
  );
}

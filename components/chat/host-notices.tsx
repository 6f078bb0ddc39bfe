"use client";

import { NoticeLines } from "../notices/notice-lines";
import { useHost } from "./chat-host";
import { leftOf, noticesBeside } from "./left";

/** The notices of whoever chats, where they do. */
export function HostNotices({ one, className }: { one?: boolean; className?: string }) {
  const { notices, putAway, now, timeZone, model, allowances } = useHost();
  const shown = one ? noticesBeside(notices, model && leftOf(model, allowances)) : notices;
  return (
    <NoticeLines
      notices={shown}
      now={now}
      timeZone={timeZone}
      onPutAway={putAway}
      one={one}
      className={className}
    />
  );
}

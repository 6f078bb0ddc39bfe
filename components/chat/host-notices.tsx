"use client";

import { NoticeLines } from "../notices/notice-lines";
import { useHost } from "./chat-host";

/** The notices of whoever chats, where they do. */
export function HostNotices({ className }: { className?: string }) {
  const { notices, putAway, now } = useHost();
  return <NoticeLines notices={notices} now={now} onPutAway={putAway} className={className} />;
}

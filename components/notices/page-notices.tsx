"use client";

import { useState } from "react";
import type { NoticeJson } from "@/lib/notices/list";
import { request } from "../request";
import { NoticeLines } from "./notice-lines";

/** The notices of a page that is not a conversation's. */
export function PageNotices({
  notices,
  now,
  timeZone,
}: {
  notices: NoticeJson[];
  now: number;
  timeZone: string;
}) {
  const [away, setAway] = useState<string[]>([]);
  const putAway = (id: string) => {
    setAway((all) => [...all, id]);
    void request(`/api/notices/${id}/seen`, { method: "POST" });
  };
  const shown = notices.filter(({ id }) => !away.includes(id));
  return (
    <NoticeLines
      notices={shown}
      now={now}
      timeZone={timeZone}
      onPutAway={putAway}
      className="pb-6"
    />
  );
}

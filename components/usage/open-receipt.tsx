"use client";

import { useCallback, useEffect, useState } from "react";
import type { ReceiptJson } from "@/lib/usage/receipt-json";
import { type Answer, request } from "../request";
import { Button } from "../ui/button";
import { Notice } from "../ui/notice";
import { Skeleton } from "../ui/skeleton";
import { Receipt } from "./receipt";
import { ReceiptLinks } from "./receipt-links";

/** A receipt in an opened row, or under its answer `inConversation`: fetched when it opens. */
export function OpenReceipt({
  id,
  timeZone,
  inConversation,
}: {
  id: string;
  timeZone: string;
  inConversation?: boolean;
}) {
  const [answer, setAnswer] = useState<Answer<ReceiptJson> | null>(null);
  const load = useCallback(async () => {
    setAnswer(null);
    setAnswer(await request<ReceiptJson>(`/api/usage/calls/${id}`));
  }, [id]);
  useEffect(() => {
    load();
  }, [load]);
  return (
    <div
      className={
        inConversation
          ? "pt-1 pb-4 pl-6 max-wide:pl-0"
          : "ledgered relative py-4 pl-4 max-wide:pr-4 wide:pl-22"
      }
    >
      {!answer && <Skeleton lines={8} className="max-w-[68ch]" />}
      {answer && !answer.ok && (
        <Notice tone="danger" title="The receipt did not come">
          {answer.detail}{" "}
          <Button size="sm" onClick={load}>
            Try again
          </Button>
        </Notice>
      )}
      {answer?.ok && (
        <>
          <Receipt receipt={answer.data} timeZone={timeZone} />
          <ReceiptLinks receipt={answer.data} inConversation={inConversation} />
        </>
      )}
    </div>
  );
}

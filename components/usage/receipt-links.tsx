import Link from "next/link";
import type { ReceiptJson } from "@/lib/usage/receipt-json";
import { buttonClass } from "../ui/button";

/** Where a receipt leads: its conversation, its own address or all calls, the JSON behind it. */
export function ReceiptLinks({
  receipt,
  alone,
  inConversation,
}: {
  receipt: ReceiptJson;
  alone?: boolean;
  inConversation?: boolean;
}) {
  const { id, conversation } = receipt;
  return (
    <p className="flex flex-wrap gap-2 pt-4">
      {conversation && !inConversation && (
        <Link
          href={`/c/${conversation.id}`}
          prefetch={false}
          className={buttonClass({ size: "sm" })}
        >
          Open the conversation
        </Link>
      )}
      {!alone && (
        <Link href={`/usage/${id}`} prefetch={false} className={buttonClass({ size: "sm" })}>
          On a page of its own
        </Link>
      )}
      <a
        href={`/api/usage/calls/${id}`}
        target="_blank"
        rel="noreferrer"
        className={buttonClass({ size: "sm" })}
      >
        Raw JSON
      </a>
      {alone && (
        <Link href="/usage" className={buttonClass({ size: "sm" })}>
          All calls
        </Link>
      )}
    </p>
  );
}

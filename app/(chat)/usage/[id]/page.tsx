import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PlainSheet } from "@/components/shell/sheet";
import { TopBar } from "@/components/shell/top-bar";
import { Receipt } from "@/components/usage/receipt";
import { ReceiptLinks } from "@/components/usage/receipt-links";
import { personOfPage } from "@/lib/auth/page-viewer";
import type { Person } from "@/lib/auth/viewer";
import { dateTime } from "@/lib/dates";
import { PurserError } from "@/lib/errors";
import { callName, wayWords } from "@/lib/usage/call-words";
import { getReceipt } from "@/lib/usage/receipt";
import { receiptJson } from "@/lib/usage/receipt-json";
import { preferences } from "../../../preferences";

export const metadata: Metadata = { title: "Receipt" };

export default async function ReceiptPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const person = await personOfPage(`/usage/${id}`);
  const { timeZone } = await preferences();
  const receipt = await receiptOf(person, id);
  const { conversation, model_name, purpose, created_at, key_name, origin } = receipt;
  const way = wayWords({ origin, keyName: key_name });
  return (
    <>
      <TopBar title={<b className="font-strong">Receipt</b>}>{null}</TopBar>
      <PlainSheet title="Receipt" note="amounts in cents">
        <div className="max-w-[600px]">
          <p className="pb-6">
            <b className="block text-lg font-strong">{conversation?.name ?? callName(receipt)}</b>
            <span className="text-ink-3">
              {[model_name, purpose, way, dateTime(created_at, timeZone)]
                .filter(Boolean)
                .join(", ")}
            </span>
          </p>
          <Receipt
            receipt={receipt}
            timeZone={timeZone}
            ofSomebodyElse={receipt.actor_id !== person.userId}
          />
          <ReceiptLinks receipt={receipt} alone />
        </div>
      </PlainSheet>
    </>
  );
}

async function receiptOf(viewer: Person, id: string) {
  try {
    return receiptJson(await getReceipt({ viewer, id }));
  } catch (error) {
    if (error instanceof PurserError && error.code === "not_found") notFound();
    throw error;
  }
}

import type { Metadata } from "next";
import Link from "next/link";
import { AuditBook } from "@/components/admin/audit/book";
import { Section } from "@/components/shell/sheet";
import { TopBar } from "@/components/shell/top-bar";
import { buttonClass } from "@/components/ui/button";
import { adminOfPage } from "@/lib/auth/page-viewer";
import { counted } from "@/lib/format";
import { auditJson } from "@/lib/ledger/audit/json";
import { auditState } from "@/lib/ledger/audit/run";
import { countForReview } from "@/lib/usage/queries";
import { preferences } from "../../preferences";

export const metadata: Metadata = { title: "Audit" };

export default async function AuditPage() {
  await adminOfPage("/admin/audit");
  const [{ timeZone }, state, review] = await Promise.all([
    preferences(),
    auditState(),
    countForReview(),
  ]);
  return (
    <>
      <TopBar title={<b className="font-strong">Audit</b>} />
      <AuditBook audit={auditJson(state)} timeZone={timeZone}>
        <Section title="Calls for review">
          <p className="max-w-[68ch] pb-3 text-ink-2">
            {review === 0
              ? "None: every call was charged by the usage that its provider sent."
              : `There ${review === 1 ? "is" : "are"} ${counted(review, "call")} to look at: ` +
                "charged by our own count, beyond the hold, or by a rule because the provider’s " +
                "word could not be believed."}
          </p>
          {review > 0 && (
            <Link href="/usage?review=1" prefetch={false} className={buttonClass()}>
              Show them
            </Link>
          )}
        </Section>
      </AuditBook>
    </>
  );
}

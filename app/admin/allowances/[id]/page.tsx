import type { Metadata } from "next";
import Link from "next/link";
import { LedgerPage } from "@/components/allowances/ledger-page";
import { TopBar } from "@/components/shell/top-bar";
import { buttonClass } from "@/components/ui/button";
import { listSubjects } from "@/lib/allowances/subjects";
import { windowWords } from "@/lib/allowances/words";
import { adminOfPage } from "@/lib/auth/page-viewer";
import { type LedgerQuery, ledgerOfPage } from "../../../ledger-of-page";
import { forWords } from "../rows";

export const metadata: Metadata = { title: "Ledger" };

type Asked = { params: Promise<{ id: string }>; searchParams: Promise<LedgerQuery> };

export default async function AdminLedgerPage({ params, searchParams }: Asked) {
  const { id } = await params;
  const viewer = await adminOfPage(`/admin/allowances/${id}`);
  const path = `/admin/allowances/${id}`;
  const [shown, subjects] = await Promise.all([
    ledgerOfPage({ viewer, id, query: await searchParams }),
    listSubjects(),
  ]);
  const { allowance, ...page } = shown;
  const isEach = allowance.level === "each-user";
  const whom = isEach ? "each person" : forWords({ allowance, people: 0 }, subjects);
  return (
    <>
      <TopBar title={<b className="block truncate font-strong">{allowance.name}</b>} />
      <LedgerPage
        {...page}
        path={path}
        name={allowance.name}
        about={`${whom}, ${windowWords(allowance.window, allowance.timeZone)}`}
        whose={isEach}
        back={
          <Link href="/admin/allowances" className={buttonClass()}>
            All allowances
          </Link>
        }
      />
    </>
  );
}

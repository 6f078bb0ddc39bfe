import type { Metadata } from "next";
import Link from "next/link";
import { LedgerPage } from "@/components/allowances/ledger-page";
import { TopBar } from "@/components/shell/top-bar";
import { buttonClass } from "@/components/ui/button";
import { windowWords } from "@/lib/allowances/words";
import { personOfPage } from "@/lib/auth/page-viewer";
import { type LedgerQuery, ledgerOfPage } from "../../../../ledger-of-page";

export const metadata: Metadata = { title: "Ledger" };

type Asked = { params: Promise<{ id: string }>; searchParams: Promise<LedgerQuery> };

export default async function OwnLedgerPage({ params, searchParams }: Asked) {
  const { id } = await params;
  const path = `/usage/allowances/${id}`;
  const viewer = await personOfPage(path);
  const shown = await ledgerOfPage({ viewer, id, query: await searchParams, own: true });
  const { allowance, ...page } = shown;
  return (
    <>
      <TopBar title={<b className="block truncate font-strong">{allowance.name}</b>} />
      <LedgerPage
        {...page}
        path={path}
        name={allowance.name}
        about={windowWords(allowance.window, allowance.timeZone)}
        whose={false}
        back={
          <Link href="/usage" className={buttonClass()}>
            Usage
          </Link>
        }
      />
    </>
  );
}

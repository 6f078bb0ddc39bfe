import { Download } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { HostNotices } from "@/components/chat/host-notices";
import { PlainSheet, Section } from "@/components/shell/sheet";
import { TopBar } from "@/components/shell/top-bar";
import { buttonClass } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { CallsFilter } from "@/components/usage/calls-filter";
import { CallsLedger } from "@/components/usage/calls-ledger";
import { allowancesOf } from "@/lib/allowances/list";
import { listRequests } from "@/lib/allowances/requests/list";
import { personOfPage } from "@/lib/auth/page-viewer";
import { findModel } from "@/lib/models/registry";
import { calledWith } from "@/lib/usage/queries";
import { preferences } from "../../preferences";
import { Allowances } from "./allowances";
import { filtersOf, ledger, type SearchParams } from "./ledger";

export const metadata: Metadata = { title: "Usage" };

export default async function UsagePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const person = await personOfPage("/usage");
  const { timeZone } = await preferences();
  const now = Date.now();
  const filters = filtersOf(await searchParams);
  const [allowances, { days, next }, choices, requests] = await Promise.all([
    allowancesOf(person.userId, now),
    ledger({ person, filters, now, timeZone }),
    calledWith(person.userId),
    listRequests({ viewer: person, own: true, input: { limit: 50 } }),
  ]);
  const { purpose, model, review } = filters;
  const isReview = review !== undefined && person.role === "admin";
  const narrowed = {
    ...(purpose && { purpose }),
    ...(model && { model }),
    ...(isReview && { review: "1" }),
  };
  const address = (path: string, more: Record<string, string> = {}) =>
    `${path}?${new URLSearchParams({ ...narrowed, ...more })}`;
  const file = address("/api/usage/calls", {
    format: "csv",
    ...(!isReview && { user: person.userId }),
  });
  return (
    <>
      <TopBar title={<b className="font-strong">Usage</b>} />
      <PlainSheet
        title="Usage"
        note="amounts in cents"
        actions={
          <a href={file} download className={buttonClass()}>
            <Download /> Export as CSV
          </a>
        }
      >
        <HostNotices className="pb-6" />
        <Allowances
          person={person}
          allowances={allowances}
          requests={requests.data}
          now={now}
          timeZone={timeZone}
        />
        <Section
          title={isReview ? "Everybody’s calls for review" : "Calls"}
          actions={
            (choices.models.length > 0 || person.role === "admin") && (
              <CallsFilter
                key={`${purpose} ${model} ${review}`}
                purposes={choices.purposes.map((value) => ({ value, label: value }))}
                models={choices.models.map((id) => ({
                  value: id,
                  label: findModel(id)?.name ?? id,
                }))}
                purpose={purpose}
                model={model}
                review={person.role === "admin" ? isReview : undefined}
              />
            )
          }
        >
          {days.length > 0 ? (
            <CallsLedger days={days} timeZone={timeZone} />
          ) : (
            <NoCalls narrowed={choices.models.length > 0 || isReview} />
          )}
          <Pages
            newest={filters.cursor ? address("/usage") : null}
            older={next ? address("/usage", { cursor: next }) : null}
          />
        </Section>
      </PlainSheet>
    </>
  );
}

function Pages({ newest, older }: { newest: string | null; older: string | null }) {
  return (
    <nav aria-label="Pages" className="flex gap-2 pt-4">
      {newest && (
        <Link href={newest} prefetch={false} className={buttonClass()}>
          Newest
        </Link>
      )}
      {older && (
        <Link href={older} prefetch={false} className={buttonClass()}>
          Older calls
        </Link>
      )}
    </nav>
  );
}

function NoCalls({ narrowed }: { narrowed: boolean }) {
  if (narrowed) {
    return (
      <Empty title="No such calls">
        No call is like that. <Link href="/usage">Show all of them</Link>
      </Empty>
    );
  }
  return (
    <Empty title="No calls yet">
      Each message you send becomes a line here, with what it cost.
    </Empty>
  );
}

"use client";

import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { Fragment, useState } from "react";
import { columnCents } from "@/lib/format";
import type { Credits } from "@/lib/money";
import type { Choice } from "../../allowances/choice-field";
import { request } from "../../request";
import { Section } from "../../shell/sheet";
import { Button } from "../../ui/button";
import { Empty } from "../../ui/empty";
import { Question } from "../../ui/question";
import { OpenRow, Table, Td, Th } from "../../ui/table";
import { Tag } from "../../ui/tag";
import { VoucherForm } from "./form";
import { MadeCodes } from "./made";

/** A voucher as the table shows it; words are ready to be shown. */
export type VoucherListed = {
  id: string;
  lastFour: string;
  allowance: string;
  credits: Credits;
  state: "open" | "redeemed" | "voided" | "expired";
  /** `redeemed by Mira on 20 November`, `until 30 November`. */
  stateWords: string;
  note: string | null;
};

const columns = 6;

/** Codes that are worth something: made, listed, withdrawn. */
export function Vouchers({ rows, allowances }: { rows: VoucherListed[]; allowances: Choice[] }) {
  const [doing, setDoing] = useState<"nothing" | "make" | { codes: string[] }>("nothing");
  const [asked, setAsked] = useState<string | null>(null);
  const router = useRouter();
  const refresh = () => {
    setAsked(null);
    router.refresh();
  };
  const made = (codes: string[]) => {
    setDoing({ codes });
    refresh();
  };
  return (
    <Section
      title="Vouchers"
      note="codes that one person redeems, once"
      actions={
        allowances.length > 0 && (
          <Button onClick={() => setDoing("make")} aria-expanded={doing === "make"}>
            <Plus /> New voucher
          </Button>
        )
      }
    >
      {doing === "make" && (
        <VoucherForm allowances={allowances} onMade={made} onCancel={() => setDoing("nothing")} />
      )}
      {typeof doing === "object" && (
        <MadeCodes codes={doing.codes} onDone={() => setDoing("nothing")} />
      )}
      {rows.length === 0 ? (
        <Empty title="No vouchers">
          Make a code and hand it on: whoever redeems it gets its worth on top of their allowance.
        </Empty>
      ) : (
        <Table caption="Vouchers, newest first">
          <Head />
          <tbody>
            {rows.map((row) => (
              <Fragment key={row.id}>
                <Row row={row} onWithdraw={() => setAsked(row.id)} />
                {asked === row.id && (
                  <OpenRow columns={columns}>
                    <Withdraw row={row} onDone={refresh} onKeep={() => setAsked(null)} />
                  </OpenRow>
                )}
              </Fragment>
            ))}
          </tbody>
        </Table>
      )}
    </Section>
  );
}

function Head() {
  return (
    <thead>
      <tr>
        <Th>Code</Th>
        <Th>For</Th>
        <Th>Note</Th>
        <Th>State</Th>
        <Th num>Cents</Th>
        <Th>
          <span className="sr-only">Withdraw</span>
        </Th>
      </tr>
    </thead>
  );
}

function Row({ row, onWithdraw }: { row: VoucherListed; onWithdraw: () => void }) {
  const { lastFour, allowance, note, state, stateWords, credits } = row;
  return (
    <tr>
      <Td phone="lead" className="font-strong whitespace-nowrap">
        …{lastFour} {state === "open" && <Tag tone="accent">open</Tag>}
      </Td>
      <Td phone="note" className="wrap-anywhere">
        {allowance}
      </Td>
      <Td phone="none" className="text-ink-2 wrap-anywhere">
        {note}
      </Td>
      <Td phone="aside" className="text-ink-2 wrap-anywhere">
        {stateWords}
      </Td>
      <Td num phone="amount" className="font-strong">
        {columnCents(credits)}
      </Td>
      <Td num phone={state === "open" ? "whole" : "none"}>
        {state === "open" && (
          <Button
            variant="quiet"
            size="sm"
            className="wide:-my-1 wide:-mr-2"
            onClick={onWithdraw}
            aria-label={`Withdraw the voucher that ends in ${lastFour}`}
          >
            Withdraw
          </Button>
        )}
      </Td>
    </tr>
  );
}

type Asking = { row: VoucherListed; onDone: () => void; onKeep: () => void };

function Withdraw({ row, onDone, onKeep }: Asking) {
  return (
    <div className="p-4 whitespace-normal">
      <Question
        yes="Withdraw"
        busy="Withdrawing…"
        onNo={onKeep}
        onYes={async () => {
          const gone = await request(`/api/vouchers/${row.id}`, { method: "DELETE" });
          if (!gone.ok) return gone.detail;
          onDone();
          return null;
        }}
      >
        Withdraw the code that ends in {row.lastFour}? Nobody can redeem it then.
      </Question>
    </div>
  );
}

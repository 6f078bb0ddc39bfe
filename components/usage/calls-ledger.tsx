"use client";

import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { Fragment, type MouseEvent, useState } from "react";
import { count } from "@/lib/format";
import type { Credits } from "@/lib/money";
import { Cents } from "../money/cents";
import { OpenRow, Table, Td, Th } from "../ui/table";
import { Tag } from "../ui/tag";
import { OpenReceipt } from "./open-receipt";

export type LedgerCall = {
  id: string;
  /** `09:46`. */
  time: string;
  /** The conversation's name, or what the call was for; null where the conversation is deleted. */
  name: string | null;
  /** How it came, where no page of ours made it: `through /v1, key “Robot”`. */
  way: string;
  purpose: string;
  model: string;
  inputTokens: number;
  outputTokens: number;
  costCredits: Credits | null;
  /** How it ended, where that was not well. */
  ended: "failed" | "broke off" | "stopped" | null;
  estimated: boolean;
  overrun: boolean;
};

/** Calls of one day, under its name. */
export type LedgerDay = { day: string; calls: LedgerCall[] };

/** The book of calls; a row opens its receipt in place, or by its address without scripts. */
export function CallsLedger({ days, timeZone }: { days: LedgerDay[]; timeZone: string }) {
  const [open, setOpen] = useState<string | null>(null);
  return (
    <Table caption="Calls, newest first">
      <thead>
        <tr>
          <Th className="w-16">Time</Th>
          <Th>Call</Th>
          <Th>Purpose</Th>
          <Th>Model</Th>
          <Th num>In</Th>
          <Th num>Out</Th>
          <Th money>Cents</Th>
        </tr>
      </thead>
      {days.map(({ day, calls }) => (
        <tbody key={day}>
          <tr className="tbl-head">
            <th scope="rowgroup" colSpan={6} data-phone="whole">
              {day}
            </th>
            <Td money phone="none" />
          </tr>
          {calls.map((call) => (
            <Fragment key={call.id}>
              <Row
                call={call}
                open={open === call.id}
                onToggle={() => setOpen(open === call.id ? null : call.id)}
              />
              {open === call.id && (
                <OpenRow columns={7}>
                  <OpenReceipt id={call.id} timeZone={timeZone} />
                </OpenRow>
              )}
            </Fragment>
          ))}
        </tbody>
      ))}
    </Table>
  );
}

type RowProps = { call: LedgerCall; open: boolean; onToggle: () => void };

function Row({ call, open, onToggle }: RowProps) {
  const toggle = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    onToggle();
  };
  return (
    <tr>
      <Td phone="none" className="text-ink-3">
        {call.time}
      </Td>
      <Td phone="lead">
        <Link
          href={`/usage/${call.id}`}
          prefetch={false}
          aria-expanded={open}
          onClick={toggle}
          className="flex items-start gap-2 no-underline"
        >
          <ChevronRight className="turnable mt-[2px] text-ink-3" />
          <span className="min-w-0 wrap-anywhere">
            {call.name === null ? (
              <span className="text-ink-3">deleted conversation</span>
            ) : (
              <span className="font-strong">{call.name}</span>
            )}
            {call.way && <span className="text-ink-2">, {call.way}</span>}
            {call.ended && (
              <Mark tone={call.ended === "stopped" ? "plain" : "warn"}>{call.ended}</Mark>
            )}
            {call.estimated && <Mark tone="warn">estimated</Mark>}
            {call.overrun && <Mark tone="danger">overrun</Mark>}
          </span>
        </Link>
      </Td>
      <Td phone="none">{call.purpose}</Td>
      <Td phone="note" className="max-wide:pl-6">
        <span className="wide:hidden">
          {call.time}, {call.purpose},{" "}
        </span>
        {call.model}
      </Td>
      <Td num phone="none">
        {count(call.inputTokens)}
      </Td>
      <Td num phone="aside">
        <span className="wide:hidden">{count(call.inputTokens)} in, </span>
        {count(call.outputTokens)}
        <span className="wide:hidden"> out</span>
      </Td>
      <Td money phone="amount" className="font-strong">
        {call.costCredits === null ? (
          <Tag tone="warn">no price</Tag>
        ) : (
          <Cents credits={call.costCredits} />
        )}
      </Td>
    </tr>
  );
}

function Mark({ tone, children }: { tone: "plain" | "warn" | "danger"; children: string }) {
  return (
    <>
      {" "}
      <Tag tone={tone}>{children}</Tag>
    </>
  );
}

"use client";

import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { columnCents } from "@/lib/format";
import type { Credits } from "@/lib/money";
import { type Attempt, attemptOf, request } from "../../request";
import { Section } from "../../shell/sheet";
import { Button } from "../../ui/button";
import { Table, Td, Th } from "../../ui/table";

/** An open request; words are ready to be shown. */
export type AskedRow = {
  id: string;
  who: string;
  /** `Chat, each day; 0.18 left, asked 16:53`. */
  about: string;
  note: string | null;
  /** What they asked for; null: whatever is thought right. */
  credits: Credits | null;
  /** What one press grants, and what that is in tokens. */
  suggestedCredits: Credits;
  tokens: string | null;
  /** Its allowance is gone: it can only be declined. */
  gone: boolean;
};

/** Open requests first: one press grants what was asked. */
export function AskedFor({ rows }: { rows: AskedRow[] }) {
  if (rows.length === 0) return null;
  return (
    <Section title="Asked for">
      <Table caption="Open requests, newest first" className="border-t border-rule">
        <thead className="sr-only">
          <tr>
            <Th>Who</Th>
            <Th>What for</Th>
            <Th num>Cents</Th>
            <Th>Decide</Th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Asked key={row.id} row={row} />
          ))}
        </tbody>
      </Table>
    </Section>
  );
}

function Asked({ row }: { row: AskedRow }) {
  const { busy, refused, decide } = useDecision(row);
  const amount = columnCents(row.suggestedCredits, "up");
  return (
    <tr>
      <Td phone="lead" className="align-middle wrap-anywhere wide:w-2/5">
        <b className="font-strong">{row.who}</b> <span className="text-ink-2">{row.about}</span>
        {refused && (
          <span role="alert" className="block text-danger">
            {refused}
          </span>
        )}
      </Td>
      <Td phone="note" className="align-middle text-ink-2 wrap-anywhere wide:w-1/4">
        {row.note && `“${row.note}”`}
      </Td>
      <Td num phone="amount" className="align-middle">
        <b className="font-strong">{row.credits === null ? "–" : amount}</b>
        {row.tokens && (
          <small className="block text-xs text-ink-3 max-wide:whitespace-normal">
            {row.credits === null && `${amount} are `}
            {row.tokens}
          </small>
        )}
      </Td>
      <Td phone="whole" className="align-middle">
        <span className="flex justify-end gap-2">
          <Button
            variant="quiet"
            size="sm"
            onClick={() => decide("decline")}
            busy={busy === "decline" && "Declining…"}
            aria-label={`Decline what ${row.who} asked for`}
          >
            Decline
          </Button>
          <Button
            size="sm"
            disabled={row.gone}
            onClick={() => decide("grant")}
            busy={busy === "grant" && "Granting…"}
            aria-label={`Grant ${row.who} ${amount} cents`}
          >
            Grant {amount}
          </Button>
        </span>
      </Td>
    </tr>
  );
}

function useDecision({ id, suggestedCredits }: AskedRow) {
  const [busy, setBusy] = useState<"grant" | "decline" | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const attempt = useRef<Attempt | null>(null);
  const router = useRouter();
  const decide = async (verb: "grant" | "decline") => {
    if (busy) return;
    setBusy(verb);
    const body = { credits: suggestedCredits };
    attempt.current = attemptOf(attempt.current, body);
    const { key } = attempt.current;
    const sent = { method: "POST" as const, ...(verb === "grant" && { body, key }) };
    const answer = await request(`/api/allowance-requests/${id}/${verb}`, sent);
    setBusy(null);
    setRefused(answer.ok ? null : answer.detail);
    if (answer.ok) router.refresh();
  };
  return { busy, refused, decide };
}

"use client";

import { type ReactNode, useEffect, useState } from "react";
import { dateTime } from "@/lib/dates";
import { count, seconds } from "@/lib/format";
import type { AuditJson } from "@/lib/ledger/audit/json";
import { request } from "../../request";
import { PlainSheet } from "../../shell/sheet";
import { Button } from "../../ui/button";
import { Empty } from "../../ui/empty";
import { Notice } from "../../ui/notice";
import { Table, Td, Th } from "../../ui/table";
import { Wrong } from "./wrong";

type Last = NonNullable<AuditJson["last"]>;

const askAgainMs = 1000;

/** When the books were audited and what was found; "Check now" asks again until it has ended. */
export function AuditBook({
  audit,
  timeZone,
  children,
}: {
  audit: AuditJson;
  timeZone: string;
  children: ReactNode;
}) {
  const [state, setState] = useState(audit);
  const [problem, setProblem] = useState<string | null>(null);
  const ask = async (method: "GET" | "POST") => {
    const answer = await request<AuditJson>("/api/audit", { method });
    setProblem(answer.ok ? null : answer.detail);
    // A new object each time, so that the next look is planned.
    setState((before) => (answer.ok ? answer.data : { ...before, running: false }));
  };
  useEffect(() => {
    if (!state.running) return;
    const timer = setTimeout(() => ask("GET"), askAgainMs);
    return () => clearTimeout(timer);
  });
  const { last, running } = state;
  return (
    <PlainSheet
      title="Audit"
      note="every night, and when asked"
      actions={
        <Button busy={running && "Checking…"} onClick={() => ask("POST")}>
          Check now
        </Button>
      }
    >
      {problem && (
        <Notice tone="danger" title="The audit was not started" className="mb-6">
          {problem}
        </Notice>
      )}
      {last ? (
        <Found last={last} timeZone={timeZone} />
      ) : (
        <div className="pb-8">
          <Empty title="Not checked yet">
            The audit adds every entry up again and compares the sums with what the balances say. It
            only reads, and nobody has to wait for it.
          </Empty>
        </div>
      )}
      {children}
    </PlainSheet>
  );
}

function Found({ last, timeZone }: { last: Last; timeZone: string }) {
  const when = `Checked ${dateTime(last.at, timeZone)}, in ${seconds(last.duration_ms)}.`;
  if (last.failure !== null) {
    return (
      <Notice tone="danger" title="The audit could not look" className="mb-8">
        <p className="wrap-anywhere">{last.failure}</p>
        <p className="mt-1">{when}</p>
      </Notice>
    );
  }
  return (
    <div className="pb-8">
      {last.first ? (
        <Wrong first={last.first} wrong={last.wrong ?? 1} when={when} />
      ) : (
        <Notice title="All right" className="mb-6">
          Every entry is the one that was posted, and every sum agrees with them. {when}
        </Notice>
      )}
      <Table caption="What was checked" className="max-w-[400px]">
        <thead>
          <tr>
            <Th>Checked</Th>
            <Th num>Rows</Th>
          </tr>
        </thead>
        <tbody>
          <Row words="Entries" rows={last.entries} />
          <Row words="Balances" rows={last.balances} />
          <Row words="Calls" rows={last.calls} />
        </tbody>
      </Table>
    </div>
  );
}

function Row({ words, rows }: { words: string; rows: number | null }) {
  return (
    <tr>
      <Td phone="lead">{words}</Td>
      <Td num phone="amount">
        {count(rows ?? 0)}
      </Td>
    </tr>
  );
}

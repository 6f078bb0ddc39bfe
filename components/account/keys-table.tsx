"use client";

import { useRouter } from "next/navigation";
import { Fragment, useState } from "react";
import { request } from "../request";
import { Button } from "../ui/button";
import { Question } from "../ui/question";
import { OpenRow, Table, Td, Th } from "../ui/table";

/** A key in force; its times already in words. */
export type ListedKey = {
  id: string;
  name: string;
  lastFour: string;
  purpose: string;
  lastUsed: string;
  ends: string;
};

/** One's keys, each revoked where it stands. */
export function KeysTable({ keys }: { keys: ListedKey[] }) {
  const [asked, setAsked] = useState<string | null>(null);
  const router = useRouter();
  const revoke = async (id: string) => {
    const answer = await request(`/api/keys/${id}`, { method: "DELETE" });
    if (answer.ok) router.refresh();
    return answer.ok ? null : answer.detail;
  };
  return (
    <Table caption="Keys in force, newest first">
      <thead>
        <tr>
          <Th>Name</Th>
          <Th>Key</Th>
          <Th>Purpose</Th>
          <Th>Last used</Th>
          <Th>Ends</Th>
          <Th>
            <span className="sr-only">Revoke</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {keys.map(({ id, name, lastFour, purpose, lastUsed, ends }) => (
          <Fragment key={id}>
            <tr>
              <Td phone="lead" className="font-strong wrap-anywhere">
                {name}
              </Td>
              <Td phone="note" className="font-mono text-[.93em] whitespace-nowrap">
                pk-…{lastFour}
              </Td>
              <Td phone="none">{purpose}</Td>
              <Td phone="aside">{lastUsed}</Td>
              <Td phone="none">{ends}</Td>
              <Td phone="amount" className="text-right">
                <Button
                  variant="quiet"
                  size="sm"
                  className="-my-1"
                  aria-expanded={asked === id}
                  aria-label={`Revoke ${name}`}
                  onClick={() => setAsked(asked === id ? null : id)}
                >
                  Revoke
                </Button>
              </Td>
            </tr>
            {asked === id && (
              <OpenRow columns={6}>
                <div className="p-4">
                  <Question
                    yes="Revoke"
                    busy="Revoking…"
                    onYes={() => revoke(id)}
                    onNo={() => setAsked(null)}
                  >
                    Revoke “{name}”? Programs that use it are refused from now on.
                  </Question>
                </div>
              </OpenRow>
            )}
          </Fragment>
        ))}
      </tbody>
    </Table>
  );
}

"use client";

import { useRouter } from "next/navigation";
import { Fragment, useState } from "react";
import { request } from "../request";
import { Button } from "../ui/button";
import { Question } from "../ui/question";
import { OpenRow, Table, Td, Th } from "../ui/table";
import { RotateKey } from "./rotate-key";

/** A key in force; its limits, times and amounts already in words. */
export type ListedKey = {
  id: string;
  name: string;
  lastFour: string;
  /** What it is for: `chat`, `5 calls a minute`; empty for a key without limits. */
  limits: string[];
  /** What its cap has left, and when there is more; null without one. */
  left: { amount: string; note: string; isUsedUp: boolean } | null;
  lastUsed: string;
  ends: string;
  /** Until when a secret before this one works. */
  overlap: string | null;
};

type Opened = { id: string; what: "rotate" | "revoke" } | null;

/** One's keys, each rotated and revoked where it stands. */
export function KeysTable({ keys }: { keys: ListedKey[] }) {
  const [opened, setOpened] = useState<Opened>(null);
  const router = useRouter();
  const close = () => {
    setOpened(null);
    router.refresh();
  };
  return (
    <Table caption="Keys in force, newest first">
      <thead>
        <tr>
          <Th>Name</Th>
          <Th>Key</Th>
          <Th>For</Th>
          <Th>Last used</Th>
          <Th>Ends</Th>
          <Th num>Left</Th>
          <Th>
            <span className="sr-only">Change</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <Fragment key={key.id}>
            <Row listed={key} opened={opened} onOpen={setOpened} />
            {opened?.id === key.id && (
              <OpenRow columns={7}>
                <div className="p-4">
                  {opened.what === "rotate" ? (
                    <RotateKey id={key.id} name={key.name} onDone={close} />
                  ) : (
                    <Revoke listed={key} onDone={close} onNo={() => setOpened(null)} />
                  )}
                </div>
              </OpenRow>
            )}
          </Fragment>
        ))}
      </tbody>
    </Table>
  );
}

type RowProps = { listed: ListedKey; opened: Opened; onOpen: (opened: Opened) => void };

function Row({ listed, opened, onOpen }: RowProps) {
  const { id, name, lastFour, limits, left, lastUsed, ends, overlap } = listed;
  const button = (what: "rotate" | "revoke", words: string) => {
    const isOpen = opened?.id === id && opened.what === what;
    return (
      <Button
        variant="quiet"
        size="sm"
        className="-my-1"
        aria-expanded={isOpen}
        aria-label={`${words} ${name}`}
        onClick={() => onOpen(isOpen ? null : { id, what })}
      >
        {words}
      </Button>
    );
  };
  return (
    <tr>
      <Td phone="lead" className="font-strong wrap-anywhere">
        {name}
      </Td>
      <Td phone="note">
        <span className="font-mono text-[.93em] whitespace-nowrap">pk-…{lastFour}</span>
        {overlap && <span className="block text-ink-3">the one before {overlap}</span>}
        <span className="wide:hidden block">
          {[...limits, left?.amount].filter(Boolean).join(", ")}
        </span>
      </Td>
      <Td phone="none" className="wrap-anywhere">
        {limits.length > 0 ? limits.join(", ") : <span className="text-ink-3">anything</span>}
      </Td>
      <Td phone="aside">{lastUsed}</Td>
      <Td phone="none">{ends}</Td>
      <Td num phone="none">
        {left ? (
          <>
            <span className={left.isUsedUp ? "text-danger" : undefined}>{left.amount}</span>
            <span className="block text-ink-3">{left.note}</span>
          </>
        ) : (
          <span className="text-ink-3">–</span>
        )}
      </Td>
      <Td phone="amount" className="text-right whitespace-nowrap">
        {button("rotate", "Rotate")}
        {button("revoke", "Revoke")}
      </Td>
    </tr>
  );
}

type RevokeProps = { listed: ListedKey; onDone: () => void; onNo: () => void };

function Revoke({ listed: { id, name }, onDone, onNo }: RevokeProps) {
  const revoke = async () => {
    const answer = await request(`/api/keys/${id}`, { method: "DELETE" });
    if (answer.ok) onDone();
    return answer.ok ? null : answer.detail;
  };
  return (
    <Question yes="Revoke" busy="Revoking…" onYes={revoke} onNo={onNo}>
      Revoke “{name}”? Programs that use it are refused from now on.
    </Question>
  );
}

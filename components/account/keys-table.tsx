"use client";

import { Fragment, type ReactNode } from "react";
import { Button } from "../ui/button";
import { OpenRow, Table, Td, Th } from "../ui/table";
import type { KeyAsItIs } from "./edit-key";
import { keyOnPhone } from "./key-words";

/** A key in force; its limits, times and amounts already in words. */
export type ListedKey = {
  id: string;
  name: string;
  lastFour: string;
  /** What it is for: `chat`, `5 calls a minute`; empty for a key without limits. */
  limits: string[];
  /** What its cap has left, and when there is more; null without one. */
  left: { amount: string; note: string; isUsedUp: boolean } | null;
  /** Null where it was never used. */
  lastUsed: string | null;
  ends: string;
  /** Until when a secret before this one works. */
  overlap: string | null;
  asItIs: KeyAsItIs;
};

/** What is open: the form of a new key, or something about one that is there. */
export type Opened = { what: "new" } | { what: What; id: string } | null;

type What = "edit" | "rotate" | "revoke";

type Props = {
  keys: ListedKey[];
  opened: Opened;
  onOpen: (opened: Opened) => void;
  /** A secret is being shown: nothing else opens before it is put away. */
  locked: boolean;
  /** What is open of a key. */
  children: (key: ListedKey, what: What) => ReactNode;
};

/** One's keys, each changed, rotated and revoked where it stands. */
export function KeysTable({ keys, opened, onOpen, locked, children }: Props) {
  const whatOf = (key: ListedKey) =>
    opened && opened.what !== "new" && opened.id === key.id ? opened.what : null;
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
        {keys.map((key) => {
          const what = whatOf(key);
          return (
            <Fragment key={key.id}>
              <Row listed={key} what={what} onOpen={onOpen} locked={locked} />
              {what && (
                <OpenRow columns={7}>
                  <div className="p-4 whitespace-normal">{children(key, what)}</div>
                </OpenRow>
              )}
            </Fragment>
          );
        })}
      </tbody>
    </Table>
  );
}

type RowProps = {
  listed: ListedKey;
  what: What | null;
  onOpen: (opened: Opened) => void;
  locked: boolean;
};

function Row({ listed, what: open, onOpen, locked }: RowProps) {
  const { id, name, lastFour, limits, left, lastUsed, ends, overlap } = listed;
  const button = (what: What, words: string) => {
    const isOpen = open === what;
    return (
      <Button
        variant="quiet"
        size="sm"
        className="wide:-my-1"
        aria-expanded={isOpen}
        aria-label={`${words} ${name}`}
        disabled={locked}
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
        <span className="wide:hidden block">{keyOnPhone(listed)}</span>
      </Td>
      <Td phone="none" className="wrap-anywhere">
        {limits.length > 0 ? limits.join(", ") : <span className="text-ink-3">anything</span>}
      </Td>
      <Td phone="aside">
        {lastUsed && <span className="wide:hidden">used </span>}
        {lastUsed ?? "never used"}
      </Td>
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
      <Td phone="whole" className="wide:text-right whitespace-nowrap">
        <span className="inline-flex gap-2 wide:gap-0 max-wide:pt-2">
          {button("edit", "Edit")}
          {button("rotate", "Rotate")}
          {button("revoke", "Revoke")}
        </span>
      </Td>
    </tr>
  );
}

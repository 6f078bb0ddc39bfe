"use client";

import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { Fragment, type ReactNode, useState } from "react";
import { PlainSheet } from "../../shell/sheet";
import { Button } from "../../ui/button";
import { OpenRow, Table, Td, Th } from "../../ui/table";
import { Tag } from "../../ui/tag";
import { Invitation } from "./invitation";
import { type MadePerson, NewPersonForm } from "./new-person-form";
import type { ListedPerson } from "./person";
import { PersonForm } from "./person-form";
import { RowButton } from "./row-button";
import { useOpenRow } from "./use-open-row";

type Props = {
  people: ListedPerson[];
  /** How many there are. */
  note: string;
  viewerId: string;
  /** Whoever has no password gets a link to set one. */
  invites: boolean;
  /** What stands under the table. */
  children: ReactNode;
};

const columns = 6;

/** Everybody with an account; a row opens under itself to be changed. */
export function PeopleBook({ people, note, viewerId, invites, children }: Props) {
  const { open, toggle, close, buttonId } = useOpenRow("person");
  const [invited, setInvited] = useState<MadePerson | null>(null);
  const router = useRouter();
  const done = (made?: MadePerson) => {
    close();
    setInvited(made?.invite_url ? made : null);
    router.refresh();
  };
  return (
    <PlainSheet
      title="People"
      note={note}
      actions={
        <Button id={buttonId("new")} onClick={() => toggle("new")} aria-expanded={open === "new"}>
          <Plus /> New person
        </Button>
      }
    >
      {invited && <Invitation person={invited} onDone={() => setInvited(null)} />}
      <Table caption="People, newest first">
        <Head />
        <tbody>
          {open === "new" && (
            <OpenRow columns={columns}>
              <NewPersonForm invites={invites} onDone={done} onCancel={close} />
            </OpenRow>
          )}
          {people.map((person) => (
            <Fragment key={person.id}>
              <tr>
                <Td phone="lead">
                  <RowButton
                    id={buttonId(person.id)}
                    open={open === person.id}
                    onClick={() => toggle(person.id)}
                  >
                    {person.name}
                  </RowButton>{" "}
                  {person.id === viewerId && <span className="text-ink-3">you</span>}{" "}
                  {person.disabled && <Tag tone="warn">disabled</Tag>}
                </Td>
                <Particulars person={person} />
              </tr>
              {open === person.id && (
                <OpenRow columns={columns}>
                  <PersonForm person={person} onDone={done} onCancel={close} />
                </OpenRow>
              )}
            </Fragment>
          ))}
        </tbody>
      </Table>
      {children}
    </PlainSheet>
  );
}

function Head() {
  return (
    <thead>
      <tr>
        <Th>Name</Th>
        <Th>E-mail</Th>
        <Th>Role</Th>
        <Th>Groups</Th>
        <Th num>Conversations</Th>
        <Th num>Since</Th>
      </tr>
    </thead>
  );
}

function Particulars({ person }: { person: ListedPerson }) {
  return (
    <>
      <Td phone="note" className="wrap-anywhere">
        {person.email}
      </Td>
      <Td phone="amount">{person.role}</Td>
      <Td phone="none">{person.groups.join(", ") || "–"}</Td>
      <Td num phone="none">
        {person.conversations}
      </Td>
      <Td num phone="aside" className="text-ink-3">
        {person.since}
      </Td>
    </>
  );
}

"use client";

import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { Fragment } from "react";
import { Section } from "../../shell/sheet";
import { Button } from "../../ui/button";
import { Empty } from "../../ui/empty";
import { OpenRow, Table, Td, Th } from "../../ui/table";
import { GroupForm } from "./group-form";
import { NewGroupForm } from "./new-group-form";
import { RowButton } from "./row-button";
import { useOpenRow } from "./use-open-row";

export type ListedGroup = { id: string; name: string; members: string[] };
export type Named = { id: string; name: string };

/** The groups; a row opens to say who is in it. `people` are all who can be. */
export function Groups({ groups, people }: { groups: ListedGroup[]; people: Named[] }) {
  const { open, toggle, close, buttonId } = useOpenRow("group");
  const router = useRouter();
  const done = () => {
    close();
    router.refresh();
  };
  const namesOf = ({ members }: ListedGroup) =>
    people.flatMap(({ id, name }) => (members.includes(id) ? name : []));
  const making = open === "new";
  return (
    <Section
      title="Groups"
      note="for allowances that people share"
      actions={
        <Button id={buttonId("new")} onClick={() => toggle("new")} aria-expanded={making}>
          <Plus /> New group
        </Button>
      }
    >
      {groups.length === 0 && !making && (
        <Empty title="No groups">
          A class, a family, a team: an allowance can be for all of them together.
        </Empty>
      )}
      {(groups.length > 0 || making) && (
        <Table caption="Groups">
          <thead>
            <tr>
              <Th className="w-1/4">Name</Th>
              <Th>Members</Th>
              <Th num>People</Th>
            </tr>
          </thead>
          <tbody>
            {making && (
              <OpenRow columns={3}>
                <NewGroupForm onDone={done} onCancel={close} />
              </OpenRow>
            )}
            {groups.map((group) => (
              <Fragment key={group.id}>
                <tr>
                  <Td phone="lead">
                    <RowButton
                      id={buttonId(group.id)}
                      open={open === group.id}
                      onClick={() => toggle(group.id)}
                    >
                      {group.name}
                    </RowButton>
                  </Td>
                  <Td phone="note">{namesOf(group).join(", ") || "nobody yet"}</Td>
                  <Td num phone="amount">
                    {group.members.length}
                  </Td>
                </tr>
                {open === group.id && (
                  <OpenRow columns={3}>
                    <GroupForm group={group} people={people} onDone={done} onCancel={close} />
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

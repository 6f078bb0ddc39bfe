"use client";

import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { Fragment, useState } from "react";
import { Section } from "../../shell/sheet";
import { Button } from "../../ui/button";
import { Empty } from "../../ui/empty";
import { OpenRow, Table, Th } from "../../ui/table";
import type { AllowanceRow } from "./draft";
import { AllowanceEditor, type Choices } from "./editor";
import { OpenAllowance } from "./open";
import { Row, rowButtonId } from "./row";

const columns = 8;

/** What is open: a row by its id, to change or to delete it, or a new one. */
type Open =
  | { id: string; doing: "change" | "delete" | "top-up" }
  | { id: "new"; doing: "make" }
  | null;

/** All allowances, edited in their rows. */
export function AllowanceBook({ rows, choices }: { rows: AllowanceRow[]; choices: Choices }) {
  const [open, setOpen] = useState<Open>(null);
  const router = useRouter();
  const close = () => {
    if (open) document.getElementById(rowButtonId(open.id))?.focus();
    setOpen(null);
  };
  const done = () => {
    close();
    router.refresh();
  };
  const making = open?.doing === "make";
  return (
    <Section
      title="All allowances"
      actions={
        <Button id={rowButtonId("new")} onClick={() => setOpen({ id: "new", doing: "make" })}>
          <Plus /> New allowance
        </Button>
      }
    >
      {rows.length === 0 && !making && (
        <Empty title="No allowances">
          Nobody can make a call, because no budget pays for it. Make one that each person gets.
        </Empty>
      )}
      {(rows.length > 0 || making) && (
        <Table caption="All allowances" className="allowances">
          <Head />
          <tbody>
            {making && (
              <OpenRow columns={columns}>
                <AllowanceEditor choices={choices} onDone={done} onCancel={close} />
              </OpenRow>
            )}
            {rows.map((row) => (
              <Fragment key={row.id}>
                <Row
                  row={row}
                  open={open?.id === row.id}
                  onToggle={() =>
                    setOpen(open?.id === row.id ? null : { id: row.id, doing: "change" })
                  }
                />
                {open?.id === row.id && (
                  <OpenRow columns={columns}>
                    <OpenAllowance
                      row={row}
                      doing={open.doing}
                      choices={choices}
                      onDo={(doing) => setOpen({ id: row.id, doing })}
                      onDone={done}
                      onCancel={close}
                    />
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
        <Th>Name</Th>
        <Th>For</Th>
        <Th>Purpose</Th>
        <Th>Model</Th>
        <Th>Window</Th>
        <Th num>Amount</Th>
        <Th num>Left</Th>
        <Th num>Refills</Th>
      </tr>
    </thead>
  );
}

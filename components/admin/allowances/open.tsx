import Link from "next/link";
import { Button, buttonClass } from "../../ui/button";
import { cx } from "../../ui/cx";
import { DeleteAllowance } from "./delete";
import type { AllowanceRow } from "./draft";
import { AllowanceEditor, type Choices } from "./editor";
import { TopUp } from "./top-up";

type Doing = "change" | "delete" | "top-up" | "make";

type Props = {
  row: AllowanceRow;
  doing: Doing;
  choices: Choices;
  onDo: (doing: "change" | "delete" | "top-up") => void;
  onDone: () => void;
  onCancel: () => void;
};

/** What is done with an allowance in its row: changed, topped up, deleted; its ledger is a page. */
export function OpenAllowance({ row, doing, choices, onDo, onDone, onCancel }: Props) {
  const ends = { row, onDone, onCancel };
  if (doing === "delete") return <DeleteAllowance {...ends} />;
  if (doing === "top-up") return <TopUp {...ends} choices={choices} />;
  return (
    <AllowanceEditor
      {...ends}
      choices={choices}
      more={
        <>
          <Link
            href={`/admin/allowances/${row.id}`}
            prefetch={false}
            className={cx(buttonClass({ variant: "quiet", size: "sm" }), "max-wide:flex-1")}
          >
            Ledger
          </Link>
          <Button size="sm" className="max-wide:flex-1" onClick={() => onDo("top-up")}>
            Top up
          </Button>
          <Button
            variant="danger"
            size="sm"
            className="max-wide:flex-1"
            onClick={() => onDo("delete")}
          >
            Delete
          </Button>
        </>
      }
    />
  );
}

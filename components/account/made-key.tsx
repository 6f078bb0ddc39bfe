"use client";

import { Button } from "../ui/button";
import { CopyButton } from "../ui/copy-button";
import { Notice } from "../ui/notice";

/** A secret that was just made: it is nowhere else. */
export function MadeKey({
  secret,
  note,
  inRow,
  onDone,
}: {
  secret: string;
  /** What becomes of the one before. */
  note?: string | undefined;
  /** It stands in an opened row, which has the line beside it. */
  inRow?: boolean;
  onDone: () => void;
}) {
  return (
    <Notice
      title="This is the key. It is shown this once."
      className={inRow ? "border-l-0! p-0!" : "mt-4"}
    >
      <p className="my-2 font-mono text-ink break-all">{secret}</p>
      {note && <p className="pb-2">{note}</p>}
      <div className="flex flex-wrap gap-2">
        <CopyButton text={secret} size="sm">
          Copy the key
        </CopyButton>
        <Button variant="quiet" size="sm" onClick={onDone}>
          Done
        </Button>
      </div>
    </Notice>
  );
}

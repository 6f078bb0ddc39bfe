"use client";

import { useState } from "react";
import { type Answer, request } from "../../request";
import { Button } from "../../ui/button";
import type { AllowanceRow } from "./draft";

/** Asks once more, and says what goes and what stays. */
export function DeleteAllowance({
  row,
  onDone,
  onCancel,
}: {
  row: AllowanceRow;
  onDone: () => void;
  onCancel: () => void;
}) {
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Answer<unknown> | null>(null);
  const remove = async () => {
    if (busy) return;
    setBusy(true);
    const gone = await request(`/api/allowances/${row.id}`, { method: "DELETE" });
    setBusy(false);
    setAnswer(gone);
    if (gone.ok) onDone();
  };
  const refused = answer && !answer.ok ? answer.detail : null;
  return (
    <div className="flex flex-wrap items-center gap-2 p-4 whitespace-normal">
      <p role={refused ? "alert" : undefined} className="min-w-0 flex-1 basis-72">
        <b className="font-strong">Delete “{row.name}”?</b>{" "}
        {refused ? <span className="text-danger">{refused}</span> : consequence(row)}
      </p>
      <Button variant="quiet" size="sm" onClick={onCancel}>
        Keep it
      </Button>
      <Button variant="danger" size="sm" onClick={remove} busy={busy && "Deleting…"}>
        Delete
      </Button>
    </div>
  );
}

function consequence({ kind, configured }: AllowanceRow): string {
  const back = configured
    ? " It is in the configuration file, so the next start makes it again."
    : "";
  if (kind === "cap") return `It limits nobody from the next call on.${back}`;
  return `From the next call on it pays for nothing. What was spent stays in the books.${back}`;
}

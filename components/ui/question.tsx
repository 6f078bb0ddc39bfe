"use client";

import { type ReactNode, useState } from "react";
import { Button } from "./button";

/**
 * Asks where it stands before what cannot be taken back. `onYes` answers with what went wrong, in
 * words, or null.
 */
export function Question({
  yes,
  busy,
  no = "Keep it",
  onYes,
  onNo,
  children,
}: {
  yes: string;
  /** What the button says meanwhile. */
  busy: string;
  no?: string;
  onYes: () => Promise<string | null>;
  onNo: () => void;
  children: ReactNode;
}) {
  const [state, setState] = useState<{ busy: boolean; wrong: string | null }>({
    busy: false,
    wrong: null,
  });
  const act = async () => {
    setState({ busy: true, wrong: null });
    setState({ busy: false, wrong: await onYes() });
  };
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <p role={state.wrong ? "alert" : undefined} className="min-w-0 flex-1 basis-72">
        {state.wrong ?? children}
      </p>
      <div className="flex gap-2">
        <Button variant="quiet" size="sm" onClick={onNo}>
          {no}
        </Button>
        <Button variant="danger" size="sm" onClick={act} busy={state.busy && busy}>
          {yes}
        </Button>
      </div>
    </div>
  );
}

"use client";

import { useState } from "react";
import { request } from "../request";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { Select } from "../ui/select";
import { MadeKey } from "./made-key";

const overlaps = [
  { seconds: 3600, label: "an hour more" },
  { seconds: 24 * 3600, label: "a day more" },
  { seconds: 7 * 24 * 3600, label: "7 days more" },
  { seconds: 0, label: "no longer" },
];

/** Gives a key a new secret where it stands; the old one works on for as long as is chosen. */
export function RotateKey({ id, name, onDone }: { id: string; name: string; onDone: () => void }) {
  const [seconds, setSeconds] = useState(3600);
  const [state, setState] = useState<{ busy: boolean; wrong?: string; made?: string }>({
    busy: false,
  });
  const rotate = async () => {
    setState({ busy: true });
    const answer = await request<{ key: string }>(`/api/keys/${id}/rotate`, {
      method: "POST",
      body: { overlap_seconds: seconds },
    });
    setState(
      answer.ok ? { busy: false, made: answer.data.key } : { busy: false, wrong: answer.detail },
    );
  };
  const chosen = overlaps.find((overlap) => overlap.seconds === seconds)?.label;
  if (state.made) {
    return <MadeKey secret={state.made} note={`The old one works ${chosen}.`} onDone={onDone} />;
  }
  return (
    <div className="flex flex-wrap items-end gap-x-4 gap-y-3">
      <p role={state.wrong ? "alert" : undefined} className="min-w-0 flex-1 basis-72">
        {state.wrong ??
          `A new secret for “${name}”. Its limits and what it has spent stay as they are.`}
      </p>
      <Field id={`overlap-${id}`} label="The old one works">
        {(control) => (
          <Select
            {...control}
            value={seconds}
            onChange={(event) => setSeconds(Number(event.target.value))}
          >
            {overlaps.map((overlap) => (
              <option key={overlap.seconds} value={overlap.seconds}>
                {overlap.label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <div className="flex gap-2">
        <Button variant="quiet" size="sm" onClick={onDone}>
          Keep it
        </Button>
        <Button size="sm" onClick={rotate} busy={state.busy && "Rotating…"}>
          Rotate
        </Button>
      </div>
    </div>
  );
}

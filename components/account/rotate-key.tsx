"use client";

import { useState } from "react";
import { request } from "../request";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { Select } from "../ui/select";

const overlaps = [
  { seconds: 3600, label: "an hour more" },
  { seconds: 24 * 3600, label: "a day more" },
  { seconds: 7 * 24 * 3600, label: "7 days more" },
  { seconds: 0, label: "no longer" },
];

type Props = {
  id: string;
  name: string;
  onMade: (secret: string, note: string) => void;
  onCancel: () => void;
};

/** Gives a key a new secret where it stands; the old one works on for as long as is chosen. */
export function RotateKey({ id, name, onMade, onCancel }: Props) {
  const [seconds, setSeconds] = useState(3600);
  const [state, setState] = useState<{ busy: boolean; wrong?: string }>({ busy: false });
  const rotate = async () => {
    setState({ busy: true });
    const answer = await request<{ key: string }>(`/api/keys/${id}/rotate`, {
      method: "POST",
      body: { overlap_seconds: seconds },
    });
    setState(answer.ok ? { busy: false } : { busy: false, wrong: answer.detail });
    const chosen = overlaps.find((overlap) => overlap.seconds === seconds)?.label;
    if (answer.ok) onMade(answer.data.key, `The old one works ${chosen}.`);
  };
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
        <Button variant="quiet" size="sm" onClick={onCancel}>
          Keep it
        </Button>
        <Button size="sm" onClick={rotate} busy={state.busy && "Rotating…"}>
          Rotate
        </Button>
      </div>
    </div>
  );
}

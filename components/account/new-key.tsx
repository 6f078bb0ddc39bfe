"use client";

import { ChevronRight, Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import type { Choice } from "../allowances/choice-field";
import { type Answer, fieldError, request } from "../request";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { Select } from "../ui/select";
import { TextInput } from "../ui/text-input";
import { KeyLimits, limitsOf } from "./key-limits";
import { MadeKey } from "./made-key";

const day = 24 * 3_600_000;
const ends = [
  { days: 0, label: "never" },
  { days: 30, label: "in 30 days" },
  { days: 90, label: "in 90 days" },
  { days: 365, label: "in a year" },
];

type Props = {
  /** What a key may be bound to. */
  purposes: string[];
  models: Choice[];
  /** Where the days of its cap begin. */
  timeZone: string;
};

/** Makes a key and shows it, once. */
export function NewKey(props: Props) {
  const [open, setOpen] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  const router = useRouter();
  const done = (key: string) => {
    setOpen(false);
    setMade(key);
    router.refresh();
  };
  if (made !== null) return <MadeKey secret={made} onDone={() => setMade(null)} />;
  if (open) {
    return <KeyForm {...props} onDone={done} onCancel={() => setOpen(false)} />;
  }
  return (
    <p className="pt-3">
      <Button onClick={() => setOpen(true)}>
        <Plus /> New key
      </Button>
    </p>
  );
}

type FormProps = Props & { onDone: (key: string) => void; onCancel: () => void };

function KeyForm({ purposes, models, timeZone, onDone, onCancel }: FormProps) {
  const [limited, setLimited] = useState(false);
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Answer<{ key: string }> | null>(null);
  const make = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const form = new FormData(event.currentTarget);
    const purpose = form.get("purpose");
    const days = Number(form.get("days"));
    const body = {
      name: form.get("name"),
      ...(purpose !== "" && { purpose }),
      ...(days > 0 && { expires_at: Date.now() + days * day }),
      ...limitsOf(form, timeZone),
    };
    const made = await request<{ key: string }>("/api/keys", { method: "POST", body });
    setBusy(false);
    setAnswer(made);
    if (made.ok) onDone(made.data.key);
  };
  const nameError = fieldError(answer, "name");
  return (
    <form onSubmit={make} className="mt-4 border-l-2 border-accent bg-raised p-4">
      <KeyFields purposes={purposes} nameError={nameError} />
      <p className="pt-3">
        <Button
          variant="quiet"
          size="sm"
          className="-ml-2"
          aria-expanded={limited}
          onClick={() => setLimited(!limited)}
        >
          <ChevronRight className="turnable" /> Limits
        </Button>
      </p>
      {limited && <KeyLimits models={models} answer={answer} />}
      {answer && !answer.ok && !nameError && (
        <p role="alert" className="pt-3 text-danger">
          {answer.detail}
        </p>
      )}
      <div className="flex justify-end gap-2 pt-4">
        <Button variant="quiet" size="sm" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" variant="primary" size="sm" busy={busy && "Making it…"}>
          Make the key
        </Button>
      </div>
    </form>
  );
}

type FieldsProps = { purposes: string[]; nameError: string | undefined };

function KeyFields({ purposes, nameError }: FieldsProps) {
  return (
    <div className="grid gap-3 wide:grid-cols-[minmax(0,2fr)_minmax(0,1fr)_minmax(0,1fr)]">
      <Field id="key-name" label="Name" error={nameError}>
        {(control) => (
          <TextInput {...control} name="name" required maxLength={100} autoComplete="off" />
        )}
      </Field>
      <Field id="key-purpose" label="Purpose">
        {(control) => (
          <Select {...control} name="purpose">
            <option value="">any</option>
            {purposes.map((purpose) => (
              <option key={purpose}>{purpose}</option>
            ))}
          </Select>
        )}
      </Field>
      <Field id="key-days" label="Ends">
        {(control) => (
          <Select {...control} name="days">
            {ends.map(({ days, label }) => (
              <option key={days} value={days}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </div>
  );
}

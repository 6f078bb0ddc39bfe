"use client";

import { ChevronRight } from "lucide-react";
import { type FormEvent, type ReactNode, useState } from "react";
import type { Choice } from "../allowances/choice-field";
import { type Answer, fieldError } from "../request";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { Select } from "../ui/select";
import { TextInput } from "../ui/text-input";
import { KeyLimits, type Limits } from "./key-limits";

export const ends = [
  { value: "0", label: "never" },
  { value: "30", label: "in 30 days" },
  { value: "90", label: "in 90 days" },
  { value: "365", label: "in a year" },
];

type Props<T> = {
  name?: string;
  /** What a key may be bound to; left out where that stands. */
  purposes?: string[];
  models: readonly Choice[];
  ends: readonly Choice[];
  limits?: Limits;
  /** Sends what was filled in. */
  send: (form: FormData) => Promise<Answer<T>>;
  onDone: (data: T) => void;
  onCancel: () => void;
  yes: string;
  busy: string;
};

/** What a key is called, what it is for, until when, and what it may not. */
export function KeyForm<T>(props: Props<T>) {
  const { name, purposes, models, limits, send, onDone, onCancel, yes, busy: doing } = props;
  const [limited, setLimited] = useState(limits !== undefined);
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Answer<T> | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const sent = await send(new FormData(event.currentTarget));
    setBusy(false);
    setAnswer(sent);
    if (sent.ok) onDone(sent.data);
  };
  const nameError = fieldError(answer, "name");
  return (
    <form onSubmit={submit} onKeyDown={(event) => event.key === "Escape" && onCancel()}>
      <div className="grid gap-3 wide:grid-cols-[minmax(0,2fr)_minmax(0,1fr)_minmax(0,1fr)]">
        <Field id="key-name" label="Name" error={nameError}>
          {(control) => (
            <TextInput
              {...control}
              name="name"
              required
              maxLength={100}
              autoComplete="off"
              defaultValue={name}
            />
          )}
        </Field>
        {purposes && (
          <SelectField id="key-purpose" label="Purpose" name="purpose">
            <option value="">any</option>
            {purposes.map((purpose) => (
              <option key={purpose}>{purpose}</option>
            ))}
          </SelectField>
        )}
        <SelectField id="key-ends" label="Ends" name="ends">
          {props.ends.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </SelectField>
      </div>
      {limits === undefined && (
        <p className="pt-3">
          <Button
            variant="quiet"
            size="sm"
            className="wide:-ml-2"
            aria-expanded={limited}
            onClick={() => setLimited(!limited)}
          >
            <ChevronRight className="turnable" /> Limits
          </Button>
        </p>
      )}
      {limited && <KeyLimits models={models} answer={answer} limits={limits} />}
      {answer && !answer.ok && !nameError && (
        <p role="alert" className="pt-3 text-danger">
          {answer.detail}
        </p>
      )}
      <div className="flex justify-end gap-2 pt-4">
        <Button variant="quiet" size="sm" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" variant="primary" size="sm" busy={busy && doing}>
          {yes}
        </Button>
      </div>
    </form>
  );
}

type SelectProps = { id: string; label: string; name: string; children: ReactNode };

function SelectField({ id, label, name, children }: SelectProps) {
  return (
    <Field id={id} label={label}>
      {(control) => (
        <Select {...control} name={name}>
          {children}
        </Select>
      )}
    </Field>
  );
}

const day = 24 * 3_600_000;

/** When a key ends that was chosen to in so many days (ms); null for never. */
export function endOf(form: FormData): number | null {
  const days = Number(form.get("ends"));
  return days > 0 ? Date.now() + days * day : null;
}

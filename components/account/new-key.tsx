"use client";

import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { type Answer, fieldError, request } from "../request";
import { Button } from "../ui/button";
import { CopyButton } from "../ui/copy-button";
import { Field } from "../ui/field";
import { Notice } from "../ui/notice";
import { Select } from "../ui/select";
import { TextInput } from "../ui/text-input";

const day = 24 * 3_600_000;
const ends = [
  { days: 0, label: "never" },
  { days: 30, label: "in 30 days" },
  { days: 90, label: "in 90 days" },
  { days: 365, label: "in a year" },
];

/** Makes a key and shows it, once. `purposes` are those a key may be bound to. */
export function NewKey({ purposes }: { purposes: string[] }) {
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
    return <KeyForm purposes={purposes} onDone={done} onCancel={() => setOpen(false)} />;
  }
  return (
    <p className="pt-3">
      <Button onClick={() => setOpen(true)}>
        <Plus /> New key
      </Button>
    </p>
  );
}

function MadeKey({ secret, onDone }: { secret: string; onDone: () => void }) {
  return (
    <Notice title="This is the key. It is shown this once." className="mt-4">
      <p className="my-2 font-mono text-ink break-all">{secret}</p>
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

type FormProps = { purposes: string[]; onDone: (key: string) => void; onCancel: () => void };

function KeyForm({ purposes, onDone, onCancel }: FormProps) {
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
    };
    const made = await request<{ key: string }>("/api/keys", { method: "POST", body });
    setBusy(false);
    setAnswer(made);
    if (made.ok) onDone(made.data.key);
  };
  const nameError = fieldError(answer, "name");
  return (
    <form onSubmit={make} className="mt-4 border-l-2 border-accent bg-raised p-4">
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

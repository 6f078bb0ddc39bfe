"use client";

import { type FormEvent, useId, useState } from "react";
import { type Answer, fieldError, request } from "../../request";
import { Button } from "../../ui/button";
import { PersonFields } from "./person-fields";

/** What the API says of somebody new; with `invite_url` while they have no password. */
export type MadePerson = { name: string; invite_url?: string };

type Props = {
  invites: boolean;
  onDone: (person: MadePerson) => void;
  onCancel: () => void;
};

/** Makes an account for somebody, in a row of its own. */
export function NewPersonForm({ invites, onDone, onCancel }: Props) {
  const id = useId();
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Answer<MadePerson> | null>(null);
  const make = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const fields = [...new FormData(event.currentTarget)].filter(([, value]) => value !== "");
    const body = Object.fromEntries(fields);
    const made = await request<MadePerson>("/api/users", { method: "POST", body });
    setBusy(false);
    setAnswer(made);
    if (made.ok) onDone(made.data);
  };
  const refused = answer && !answer.ok && answer.errors.length === 0 ? answer.detail : null;
  return (
    <form onSubmit={make} className="grid gap-3 p-4 text-md">
      <PersonFields
        id={id}
        errorOf={(field) => fieldError(answer, field)}
        hint={
          invites
            ? "Left empty, you get a link to send."
            : "12 characters or more. Tell it to them."
        }
      />
      <div className="flex flex-wrap items-center justify-end gap-2">
        {refused && (
          <p role="alert" className="min-w-0 flex-1 text-sm text-danger">
            {refused}
          </p>
        )}
        <Button variant="quiet" size="sm" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" variant="primary" size="sm" busy={busy && "Making it…"}>
          Make the account
        </Button>
      </div>
    </form>
  );
}

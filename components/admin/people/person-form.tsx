"use client";

import { type FormEvent, useId, useState } from "react";
import { counted } from "@/lib/format";
import { type Answer, fieldError, request } from "../../request";
import { Button } from "../../ui/button";
import { Question } from "../../ui/question";
import type { ListedPerson } from "./person";
import { PersonFields } from "./person-fields";

type Props = { person: ListedPerson; onDone: () => void; onCancel: () => void };

/** Changes a person in their row, or deletes them. */
export function PersonForm({ person, onDone, onCancel }: Props) {
  const id = useId();
  const [deletes, setDeletes] = useState(false);
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Answer<unknown> | null>(null);
  const path = `/api/users/${person.id}`;
  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const body = changesOf(person, new FormData(event.currentTarget));
    if (Object.keys(body).length === 0) return onCancel();
    setBusy(true);
    const saved = await request(path, { method: "PATCH", body });
    setBusy(false);
    setAnswer(saved);
    if (saved.ok) onDone();
  };
  const remove = async () => {
    const removed = await request(path, { method: "DELETE" });
    if (removed.ok) onDone();
    return removed.ok ? null : removed.detail;
  };
  if (deletes) {
    return (
      <div className="p-4 text-md">
        <Question
          yes="Delete"
          busy="Deleting…"
          no="Keep the account"
          onYes={remove}
          onNo={() => setDeletes(false)}
        >
          Delete {person.name}? {whatGoes(person)} What they used stays in the books.
        </Question>
      </div>
    );
  }
  const refused = answer && !answer.ok && answer.errors.length === 0 ? answer.detail : null;
  return (
    <form onSubmit={save} className="grid gap-3 p-4 text-md">
      <PersonFields
        id={id}
        person={person}
        errorOf={(field) => fieldError(answer, field)}
        hint={person.hasPassword ? "Left empty it stays." : "There is none yet."}
      />
      <div className="flex flex-wrap items-center gap-2">
        <p
          role={refused ? "alert" : undefined}
          className={`min-w-0 flex-1 basis-72 text-sm ${refused ? "text-danger" : "text-ink-2"}`}
        >
          {refused ?? "Another role, state or password signs them out everywhere."}
        </p>
        <Button variant="quiet" size="sm" onClick={() => setDeletes(true)}>
          Delete…
        </Button>
        <Button variant="quiet" size="sm" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" variant="primary" size="sm" busy={busy && "Saving…"}>
          Save
        </Button>
      </div>
    </form>
  );
}

function whatGoes({ conversations }: ListedPerson): string {
  if (conversations === 0) return "Their keys go with them.";
  const theirs = counted(conversations, "conversation");
  return `Their keys go with them, and ${theirs}.`;
}

/** Only what is another than before: each change of role, state or password signs out. */
function changesOf(person: ListedPerson, form: FormData): Record<string, unknown> {
  const [name, email, role, password] = ["name", "email", "role", "password"].map((field) =>
    String(form.get(field) ?? ""),
  );
  const disabled = form.get("disabled") === "true";
  return {
    ...(name !== person.name && { name }),
    ...(email !== person.email && { email }),
    ...(role !== person.role && { role }),
    ...(disabled !== person.disabled && { disabled }),
    ...(password !== "" && { password }),
  };
}

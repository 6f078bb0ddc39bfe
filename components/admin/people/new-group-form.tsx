"use client";

import { type FormEvent, useState } from "react";
import { request } from "../../request";
import { Button } from "../../ui/button";
import { Field } from "../../ui/field";
import { TextInput } from "../../ui/text-input";

type Props = { onDone: () => void; onCancel: () => void };

/** Makes a group by its name; who is in it is said in its row. */
export function NewGroupForm({ onDone, onCancel }: Props) {
  const [state, setState] = useState<{ busy: boolean; refused?: string }>({ busy: false });
  const make = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (state.busy) return;
    setState({ busy: true });
    const body = { name: new FormData(event.currentTarget).get("name") };
    const made = await request("/api/groups", { method: "POST", body });
    if (made.ok) return onDone();
    setState({ busy: false, refused: made.detail });
  };
  return (
    <form onSubmit={make} className="flex flex-wrap items-end gap-3 p-4 text-md">
      <Field id="group-name" label="Name" className="flex-1 basis-60" error={state.refused}>
        {(control) => (
          <TextInput {...control} name="name" required maxLength={100} autoComplete="off" />
        )}
      </Field>
      <Button variant="quiet" size="sm" onClick={onCancel}>
        Cancel
      </Button>
      <Button type="submit" variant="primary" size="sm" busy={state.busy && "Making it…"}>
        Make the group
      </Button>
    </form>
  );
}

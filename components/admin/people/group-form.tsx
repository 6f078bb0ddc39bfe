"use client";

import { type FormEvent, useState } from "react";
import { request } from "../../request";
import { Button } from "../../ui/button";
import { Choice } from "../../ui/choice";
import { Question } from "../../ui/question";
import type { ListedGroup, Named } from "./groups";

type Props = { group: ListedGroup; people: Named[]; onDone: () => void; onCancel: () => void };

/** Says who is in a group, or deletes it. */
export function GroupForm({ group, people, onDone, onCancel }: Props) {
  const [deletes, setDeletes] = useState(false);
  const [state, setState] = useState<{ busy: boolean; refused?: string }>({ busy: false });
  const path = `/api/groups/${group.id}`;
  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (state.busy) return;
    setState({ busy: true });
    const members = new FormData(event.currentTarget).getAll("member");
    const saved = await request(`${path}/members`, { method: "PUT", body: { members } });
    if (saved.ok) return onDone();
    setState({ busy: false, refused: saved.detail });
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
          no="Keep the group"
          onYes={remove}
          onNo={() => setDeletes(false)}
        >
          Delete “{group.name}”? Its people stay; its allowances bind nobody any more.
        </Question>
      </div>
    );
  }
  return (
    <form onSubmit={save} className="p-4 text-md">
      <fieldset className="grid grid-cols-[repeat(auto-fill,minmax(180px,1fr))] gap-x-4 gap-y-2">
        <legend className="mb-2 text-sm font-strong">In “{group.name}”</legend>
        {people.map(({ id, name }) => (
          <Choice
            key={id}
            name="member"
            value={id}
            defaultChecked={group.members.includes(id)}
            className="min-w-0 wrap-anywhere"
          >
            {name}
          </Choice>
        ))}
      </fieldset>
      <div className="flex flex-wrap items-center justify-end gap-2 pt-4">
        {state.refused && (
          <p role="alert" className="min-w-0 flex-1 text-sm text-danger">
            {state.refused}
          </p>
        )}
        <Button variant="quiet" size="sm" onClick={() => setDeletes(true)}>
          Delete…
        </Button>
        <Button variant="quiet" size="sm" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" variant="primary" size="sm" busy={state.busy && "Saving…"}>
          Save
        </Button>
      </div>
    </form>
  );
}

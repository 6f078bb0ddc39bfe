"use client";

import { useState } from "react";
import { counted } from "@/lib/format";
import { request } from "../../request";
import { Button } from "../../ui/button";
import type { Endpoint } from "./draft";

/** Asks once more, and says what goes and what stays. */
export function DeleteEndpoint({
  endpoint,
  onDone,
  onCancel,
}: {
  endpoint: Endpoint;
  onDone: () => void;
  onCancel: () => void;
}) {
  const [state, setState] = useState<{ busy: boolean; refused?: string }>({ busy: false });
  const remove = async () => {
    setState({ busy: true });
    const answer = await request(`/api/endpoints/${endpoint.id}`, { method: "DELETE" });
    if (answer.ok) onDone();
    else setState({ busy: false, refused: answer.detail });
  };
  const { name, models, api_key_last_four } = endpoint;
  const all = counted(models.length, "model");
  const goes = models.length === 0 ? "It has no models" : `Its ${all} can no longer be called`;
  const key = api_key_last_four ? ", and its key is deleted" : "";
  return (
    <div className="flex flex-wrap items-center gap-2 p-4 whitespace-normal">
      <p role={state.refused ? "alert" : undefined} className="min-w-0 flex-1 basis-72">
        <b className="font-strong">Delete “{name}”?</b>{" "}
        {state.refused ? (
          <span className="text-danger">{state.refused}</span>
        ) : (
          `${goes}${key}. Answers being made go on to their end; what was spent stays in the books.`
        )}
      </p>
      <Button variant="quiet" size="sm" onClick={onCancel}>
        Keep it
      </Button>
      <Button variant="danger" size="sm" onClick={remove} busy={state.busy && "Deleting…"}>
        Delete
      </Button>
    </div>
  );
}

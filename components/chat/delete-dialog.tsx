"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { counted, money } from "@/lib/format";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { useHost } from "./chat-host";
import type { ConversationState } from "./conversation-state";

/** Says what goes and what stays before a conversation is deleted. */
export function DeleteDialog({
  open,
  onClose,
  conversation,
}: {
  open: boolean;
  onClose: () => void;
  conversation: ConversationState;
}) {
  const { removed } = useHost();
  const router = useRouter();
  const [state, setState] = useState<"idle" | "deleting" | "refused">("idle");
  const { id, name, turns, costCredits } = conversation;
  const remove = async () => {
    if (!id) return;
    setState("deleting");
    const reply = await fetch(`/api/conversations/${id}`, { method: "DELETE" }).catch(() => null);
    if (!reply?.ok && reply?.status !== 404) return setState("refused");
    router.replace("/");
    router.refresh();
    removed(id);
  };
  const isOne = turns.length === 1;
  const turnsGo = `${counted(turns.length, "turn")} ${isOne ? "goes" : "go"}`;
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={`Delete “${name}”?`}
      footer={
        <>
          <Button variant="quiet" onClick={onClose}>
            Keep it
          </Button>
          <Button variant="danger" busy={state === "deleting" && "Deleting…"} onClick={remove}>
            Delete
          </Button>
        </>
      }
    >
      <p>
        {turnsGo.charAt(0).toUpperCase() + turnsGo.slice(1)}, and every link to{" "}
        {isOne ? "it" : "them"}. What it cost, {money(costCredits)}, stays in your usage.
      </p>
      {state === "refused" && (
        <p role="alert" className="mt-3 text-danger">
          Not deleted: the server did not answer. Nothing has changed.
        </p>
      )}
    </Dialog>
  );
}

"use client";

import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { Choice } from "../allowances/choice-field";
import { request } from "../request";
import { Button } from "../ui/button";

import { type Cap, CapForm } from "./cap-form";

type Props = { models: Choice[]; purposes: Choice[]; timeZone: string };

/** A cap one put on oneself: changed and removed where it stands. */
export function OwnCap({ cap, ...props }: Props & { cap: Cap }) {
  const [doing, setDoing] = useState<"nothing" | "change" | "remove">("nothing");
  const router = useRouter();
  const done = () => {
    setDoing("nothing");
    router.refresh();
  };
  if (doing === "change") {
    return (
      <div className="basis-full">
        <CapForm cap={cap} onDone={done} onCancel={() => setDoing("nothing")} {...props} />
      </div>
    );
  }
  if (doing === "remove") {
    return <RemoveCap cap={cap} onDone={done} onCancel={() => setDoing("nothing")} />;
  }
  return (
    <div className="flex basis-full items-center gap-1">
      <span className="flex-1 text-ink-3">set by you</span>
      <Button variant="quiet" size="sm" onClick={() => setDoing("change")}>
        Change
      </Button>
      <Button variant="quiet" size="sm" onClick={() => setDoing("remove")}>
        Remove
      </Button>
    </div>
  );
}

type Removing = { cap: Cap; onDone: () => void; onCancel: () => void };

function RemoveCap({ cap, onDone, onCancel }: Removing) {
  const [state, setState] = useState<{ busy: boolean; refused?: string }>({ busy: false });
  const remove = async () => {
    setState({ busy: true });
    const answer = await request(`/api/allowances/${cap.id}`, { method: "DELETE" });
    if (answer.ok) return onDone();
    setState({ busy: false, refused: answer.detail });
  };
  return (
    <div className="grid basis-full gap-2 pt-1">
      <p role={state.refused ? "alert" : undefined}>
        {state.refused ?? `Remove “${cap.name}”? It limits you no longer, from the next call on.`}
      </p>
      <div className="flex gap-2">
        <Button variant="quiet" size="sm" onClick={onCancel}>
          Keep it
        </Button>
        <Button variant="danger" size="sm" onClick={remove} busy={state.busy && "Removing…"}>
          Remove
        </Button>
      </div>
    </div>
  );
}

/** The way to a first or another cap on oneself. */
export function NewCap(props: Props) {
  const [open, setOpen] = useState(false);
  const router = useRouter();
  const done = () => {
    setOpen(false);
    router.refresh();
  };
  if (!open) {
    return (
      <p>
        <Button variant="quiet" size="sm" className="wide:-ml-2" onClick={() => setOpen(true)}>
          <Plus /> Set a cap on yourself
        </Button>
      </p>
    );
  }
  return (
    <div className="mt-1 max-w-[760px] border-l-2 border-accent bg-raised p-4">
      <CapForm wide onDone={done} onCancel={() => setOpen(false)} {...props} />
    </div>
  );
}

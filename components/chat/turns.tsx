"use client";

import { useHost } from "./chat-host";
import { findModel } from "./desk";
import type { Turn } from "./turn";
import { TurnEntry } from "./turn-entry";

/** All turns, oldest first. */
export function Turns({ turns, retry }: { turns: Turn[]; retry: ((turn: Turn) => void) | null }) {
  const { models, timeZone } = useHost();
  return turns.map((turn, n) => {
    const before = turns[n - 1];
    const isLast = n === turns.length - 1;
    return (
      <TurnEntry
        key={turn.id}
        turn={turn}
        again={before?.prompt === turn.prompt && before.parentId === turn.parentId}
        modelName={findModel(models, turn.model)?.name ?? turn.model}
        timeZone={timeZone}
        retry={isLast ? retry : null}
      />
    );
  });
}

import { Notice } from "../ui/notice";
import type { Turn } from "./turn";
import { endingOf } from "./turn-words";

/** How a turn ended, in words, where it did not just end well. */
export function TurnEnd({ turn, modelName }: { turn: Turn; modelName: string }) {
  const ending = endingOf(turn, modelName);
  if (!ending) return null;
  return (
    <Notice tone={ending.tone} title={ending.title} className="col-main col-main-wide mt-4">
      {ending.words}
    </Notice>
  );
}

import { useMemo } from "react";
import { useHost } from "./chat-host";
import { type ChatModel, roomFor } from "./desk";
import { cheaperModel, type Estimate, estimate, type Sent } from "./estimate";
import { optionValues } from "./option-fields";

/** What a message may cost with the model in use, and what to offer when the room is small. */
export type Bound = { mine: Estimate; offer: ReturnType<typeof cheaperModel> };

export function useBound(history: Omit<Sent, "prompt">, prompt: string): Bound | null {
  const { model, models, allowances, optionTexts } = useHost();
  return useMemo(() => {
    if (!model) return null;
    const sent = { ...history, prompt };
    const asked = optionValues(model.options, optionTexts).max_output_tokens;
    const outputTokens = typeof asked === "number" ? asked : null;
    const roomOf = (each: ChatModel) => roomFor(each, allowances);
    const mine = estimate({ model, sent, outputTokens, roomCredits: roomOf(model) });
    const isSmall = mine.kind === "does-not-fit" || mine.lowered;
    const chosen = { chosen: model, chosenFits: mine.kind === "fits" };
    const offer = isSmall ? cheaperModel({ models, ...chosen, sent, outputTokens, roomOf }) : null;
    return { mine, offer };
  }, [model, models, allowances, optionTexts, history, prompt]);
}

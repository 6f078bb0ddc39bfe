import { useCallback } from "react";
import { useHost } from "./chat-host";
import type { ConversationStore } from "./conversation-store";
import { attemptFor } from "./draft";
import { optionValues } from "./option-fields";
import type { Turn } from "./turn";

/** Asks a prompt once more, with the model in use. What came of the first try stays. */
export function useRetry(store: ConversationStore): (turn: Turn) => void {
  const { model, optionTexts } = useHost();
  return useCallback(
    (turn) => {
      if (!model) return;
      const options = optionValues(model.options, optionTexts);
      const message = { prompt: turn.prompt, model: model.id, options };
      const { key } = attemptFor({ text: "" }, message);
      void store.send({ ...message, parentId: turn.parentId, key });
    },
    [store, model, optionTexts],
  );
}

"use client";

import { ArrowUp, Square } from "lucide-react";
import { columnCents } from "@/lib/format";
import { Figure } from "../ui/figure";
import { BoundLine } from "./bound-line";
import { useHost } from "./chat-host";
import { ModelPicker } from "./model-picker";
import { OptionsButton } from "./options-button";
import { type ComposerProps, type ComposerState, useComposer } from "./use-composer";

/** Where one writes: it says before sending what that may cost at most, and what is left after. */
export function Composer(props: ComposerProps) {
  const { conversationId, phase, problem, tall } = props;
  const { model, pickModel } = useHost();
  const composer = useComposer(props);
  const { area, text, typed, bound, submit, press, isWriting } = composer;
  const isNew = conversationId === null;
  return (
    <form
      aria-label="Write a message"
      className="ledger-row"
      {...(isNew && { action: "/api/conversations", method: "post" })}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div className="composer col-main col-main-wide">
        <textarea
          ref={area}
          name="prompt"
          rows={1}
          required
          aria-label="Message"
          placeholder={isNew ? "Write a message" : "Write the next message"}
          className={tall ? "wide:min-h-[108px]" : undefined}
          onInput={typed}
          onKeyDown={press}
        />
        {model && <input type="hidden" name="model" value={model.id} />}
        <Tools {...props} composer={composer} />
      </div>
      {bound?.mine.kind === "fits" && text !== "" && !isWriting && (
        <div className="col-money row-start-1 self-end pb-3 max-wide:hidden">
          <small className="block text-xs text-ink-3">at most</small>
          <Figure kind="held">{columnCents(bound.mine.holdCredits, "up")}</Figure>
        </div>
      )}
      <BoundLine
        model={model}
        found={bound}
        empty={text === ""}
        phase={phase}
        problem={problem}
        onUse={(other) => {
          pickModel(other.id);
          area.current?.focus();
        }}
      />
    </form>
  );
}

function Tools({
  conversationId,
  phase,
  stop,
  composer,
}: ComposerProps & { composer: ComposerState }) {
  const { model } = useHost();
  const { area, bound, system, setSystem, isWriting } = composer;
  const isReady = phase === "idle" && bound?.mine.kind === "fits";
  return (
    <div className="flex items-center gap-1 p-2">
      <ModelPicker onPicked={() => area.current?.focus()} />
      <span className="flex-1" />
      {model && (
        <OptionsButton
          model={model}
          system={conversationId === null ? { text: system, onChange: setSystem } : null}
        />
      )}
      {isWriting ? (
        <button type="button" className="stop" onClick={stop}>
          <Square className="size-3 fill-current" /> Stop
        </button>
      ) : (
        <button
          type="submit"
          className="send"
          title="Send"
          aria-label={phase === "sending" ? "Sending…" : "Send"}
          data-ready={isReady}
        >
          <ArrowUp />
        </button>
      )}
    </div>
  );
}

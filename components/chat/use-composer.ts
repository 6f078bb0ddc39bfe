import {
  type KeyboardEvent,
  type RefObject,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useHost } from "./chat-host";
import type { Message, Phase } from "./conversation-store";
import type { ChatModel } from "./desk";
import type { Sent } from "./estimate";
import { optionValues } from "./option-fields";
import type { Problem } from "./problem";
import { type Bound, useBound } from "./use-bound";
import { useDraft } from "./use-draft";
import { useGrowth } from "./use-growth";

export type ComposerProps = {
  /** Null on the first screen: sending makes the conversation. */
  conversationId: string | null;
  /** What goes before the message. */
  history: Omit<Sent, "prompt">;
  phase: Phase;
  problem: Problem | null;
  /** The last prompt, for Up. */
  lastPrompt: string | null;
  send: (message: Message) => Promise<boolean>;
  stop: () => void;
  /** How the message stands, for what is said above the composer. */
  onStand?: (stand: Stand) => void;
  tall?: boolean;
};

/** How the message being written stands, and a way to send it to another model. */
export type Stand = {
  bound: Bound | null;
  text: string;
  sendTo: (model: ChatModel) => void;
};

export type ComposerState = {
  area: RefObject<HTMLTextAreaElement | null>;
  text: string;
  typed: () => void;
  system: string;
  setSystem: (text: string) => void;
  bound: Bound | null;
  submit: (to?: ChatModel) => Promise<void>;
  press: (event: KeyboardEvent<HTMLTextAreaElement>) => void;
  isWriting: boolean;
};

/** What a composer does; how it looks is composer.tsx. */
export function useComposer(props: ComposerProps): ComposerState {
  const { conversationId, history, phase, lastPrompt, send, stop, onStand } = props;
  const { model, optionTexts, pickModel } = useHost();
  const area = useRef<HTMLTextAreaElement>(null);
  const { text, typed, setText, keyFor, clear } = useDraft(area, conversationId);
  const [system, setSystem] = useState("");
  const prompt = useDeferredValue(text);
  const before = useMemo(
    () => ({ ...history, system: history.system ?? (system || null) }),
    [history, system],
  );
  const bound = useBound(before, prompt);
  useGrowth(area, text);
  useEffect(() => {
    if (!matchMedia("(pointer: coarse)").matches) area.current?.focus({ preventScroll: true });
  }, []);

  const submit = async (to: ChatModel | undefined = model) => {
    const written = area.current?.value ?? "";
    if (!to || written.trim() === "" || phase !== "idle") return;
    const message = {
      prompt: written,
      model: to.id,
      options: optionValues(to.options, optionTexts),
      ...(conversationId === null && system && { system }),
    };
    if (await send({ ...message, key: keyFor(message) })) clear();
    area.current?.focus({ preventScroll: true });
  };
  const isWriting = phase === "live" || phase === "connecting";
  const latest = useRef(submit);
  latest.current = submit;
  useEffect(() => {
    onStand?.({
      bound,
      text,
      sendTo: (to) => {
        pickModel(to.id);
        void latest.current(to);
      },
    });
  }, [bound, text, onStand, pickModel]);

  useEscape(isWriting, stop, area);
  const press = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return;
    const isTouch = matchMedia("(pointer: coarse)").matches;
    if (event.key === "Enter" && !event.shiftKey && !isTouch) {
      event.preventDefault();
      void submit();
    }
    if (event.key === "ArrowUp" && text === "" && lastPrompt) {
      event.preventDefault();
      setText(lastPrompt);
    }
  };
  return { area, text, typed, system, setSystem, bound, submit, press, isWriting };
}

/** Escape stops from anywhere on the page, unless it closes something or leaves another field. */
function useEscape(
  isWriting: boolean,
  stop: () => void,
  area: RefObject<HTMLTextAreaElement | null>,
): void {
  useEffect(() => {
    if (!isWriting) return;
    const press = (event: globalThis.KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
      const { target } = event;
      const isField = target instanceof HTMLElement && target.matches("input, select, textarea");
      if ((isField && target !== area.current) || document.querySelector("dialog:modal")) return;
      stop();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [isWriting, stop, area]);
}

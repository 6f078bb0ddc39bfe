"use client";

import { ArrowDown } from "lucide-react";
import { useRouter } from "next/navigation";
import { useCallback, useMemo, useRef, useState } from "react";
import { LedgerSheet } from "../shell/sheet";
import { Button } from "../ui/button";
import { blockedBy } from "./blocked";
import { useHost } from "./chat-host";
import { Composer } from "./composer";
import { ConversationHead } from "./conversation-head";
import type { ConversationStore, Message, ConversationView as View } from "./conversation-store";
import { roomFor } from "./desk";
import { keepDraft } from "./draft";
import { estimate } from "./estimate";
import { Exhausted } from "./exhausted";
import { HostNotices } from "./host-notices";
import { isUnfinished, type Turn } from "./turn";
import { Turns } from "./turns";
import type { Stand } from "./use-composer";
import { useEnd } from "./use-end";
import { useRetry } from "./use-retry";
import { Voice } from "./voice";

/** The conversation as a page of the book, with the composer at its foot. */
export function ConversationView({
  view,
  store,
  rename,
}: {
  view: View;
  store: ConversationStore;
  rename: (name: string) => void;
}) {
  const { conversation, phase, problem } = view;
  const { id, turns, system } = conversation;
  const content = useRef<HTMLDivElement>(null);
  const isWriting = phase !== "idle" || turns.some(isUnfinished);
  const { isAway, toEnd } = useEnd(content, isWriting);
  const [stand, setStand] = useState<Stand | null>(null);
  const retry = useRetry(store);
  const history = useHistory(turns, system);
  const send = useCallback(
    async (message: Message) => {
      const sent = await store.send(message);
      if (sent) toEnd();
      return sent;
    },
    [store, toEnd],
  );
  const stop = useCallback(() => void store.stop(), [store]);
  return (
    <LedgerSheet>
      <ConversationHead conversation={conversation} rename={rename} />
      <div ref={content} className="flex-1">
        <Turns turns={turns} retry={isWriting ? null : retry} />
        {!isWriting && <Stopped stand={stand} view={view} id={id} />}
      </div>
      <div className="dock">
        {isAway && (
          <div className="pointer-events-none absolute inset-x-0 -top-9 grid justify-items-center">
            <Button size="sm" className="pointer-events-auto shadow-float" onClick={toEnd}>
              <ArrowDown /> Newest
            </Button>
          </div>
        )}
        <div className="ledger-row">
          <HostNotices one className="col-main col-main-wide" />
        </div>
        <Composer
          conversationId={id}
          history={history}
          phase={isWriting && phase === "idle" ? "live" : phase}
          problem={problem}
          lastPrompt={turns.at(-1)?.prompt ?? null}
          send={send}
          stop={stop}
          onStand={setStand}
        />
      </div>
      <Voice turn={turns.at(-1)} />
    </LedgerSheet>
  );
}

/** What goes before the next message; the same object until a turn is added or ends. */
function useHistory(turns: Turn[], system: string | null) {
  const ended = turns.filter((turn) => !isUnfinished(turn));
  const before = useRef({ system, turns: ended });
  return useMemo(() => {
    const same =
      before.current.system === system &&
      before.current.turns.length === ended.length &&
      before.current.turns.every((turn, n) => turn.text === ended[n]?.text);
    if (!same) before.current = { system, turns: ended };
    return before.current;
  }, [ended, system]);
}

/** The used-up allowance, where the message cannot be sent for lack of room. */
function Stopped({ stand, view, id }: { stand: Stand | null; view: View; id: string | null }) {
  const { model, allowances, now, timeZone } = useHost();
  const router = useRouter();
  if (!stand?.bound || !model) return null;
  const { mine, offer } = stand.bound;
  const turns = view.conversation.turns;
  const hasText = stand.text.trim() !== "";
  const hasHistory = turns.length > 0;
  const { problem } = view;
  const blocked = blockedBy({
    model,
    allowances,
    mine,
    problem,
    offer,
    hasHistory,
    hasText,
    now,
    timeZone,
  });
  if (!blocked) return null;
  const anew = () => {
    keepDraft(localStorage, null, { text: stand.text });
    if (id) keepDraft(localStorage, id, { text: "" });
    router.push("/");
  };
  const alone = { system: view.conversation.system, turns: [], prompt: stand.text };
  const roomCredits = roomFor(model, allowances);
  const isRoomy = estimate({ model, sent: alone, outputTokens: null, roomCredits }).kind === "fits";
  return (
    <div className="ledger-row">
      <Exhausted
        blocked={hasText ? blocked : { ...blocked, offer: null }}
        onSend={stand.sendTo}
        onNew={isRoomy && hasHistory ? anew : null}
      />
    </div>
  );
}

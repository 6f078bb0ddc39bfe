"use client";

import { useRouter } from "next/navigation";
import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { atRefill, isRolling } from "@/lib/allowances/words";
import { distance } from "@/lib/dates";
import { columnCents, money, tokensLeft } from "@/lib/format";
import { Meter } from "../ui/meter";
import { blockedBy } from "./blocked";
import { useHost } from "./chat-host";
import { Composer } from "./composer";
import { emptyConversation } from "./conversation-state";
import { ConversationStore, type Message } from "./conversation-store";
import { namedWithWindow, windowWords } from "./desk";
import { Exhausted } from "./exhausted";
import { HostNotices } from "./host-notices";
import { leftOf, messagesWords } from "./left";
import type { Stand } from "./use-composer";

const nothingBefore = { system: null, turns: [] };

/** What is left, and a composer. Sending makes the conversation and goes on in the same view. */
export function FirstScreen() {
  const { connect, started } = useHost();
  const [store] = useState(() => new ConversationStore(emptyConversation));
  const { phase, problem } = useSyncExternalStore(store.subscribe, store.view, store.view);
  const [stand, setStand] = useState<Stand | null>(null);
  const router = useRouter();
  useEffect(() => {
    document.title = "Purser";
    // Back from what was started here: the book of the day has a line more.
    if (started.size > 0) router.refresh();
  }, [router, started]);
  const hasBegun = stand !== null && stand.text !== "";
  useEffect(() => {
    // Whoever writes will read an answer: its renderer is there by then.
    if (hasBegun) void import("./markdown/markdown");
  }, [hasBegun]);
  const send = useCallback(
    (message: Message) => {
      store.hooks.started = (id) => {
        started.set(id, store);
        // The address of what is being shown: the view goes on, only its name changes.
        history.pushState(null, "", `/c/${id}`);
      };
      connect(store);
      return store.send(message);
    },
    [store, started, connect],
  );
  const stop = useCallback(() => void store.stop(), [store]);
  return (
    <>
      <Stands />
      <div className="ledger-row">
        <HostNotices one className="col-main col-main-wide pt-2" />
      </div>
      <div className="first-composer">
        <Composer
          tall
          conversationId={null}
          history={nothingBefore}
          phase={phase}
          problem={problem}
          lastPrompt={null}
          send={send}
          stop={stop}
          onStand={setStand}
        />
      </div>
      {phase === "idle" && <UsedUp stand={stand} problem={problem} />}
    </>
  );
}

/** No greeting: the first line is what is left. */
function Stands() {
  const { model, allowances, now, timeZone, hasUsual } = useHost();
  const left = model && leftOf(model, allowances);
  if (!model || !left) return <NothingLeftToTell hasModel={model !== undefined} />;
  const { allowance, tokens, tone } = left;
  const when = windowWords(allowance.window);
  const messages = messagesWords(left, model, hasUsual);
  const words = [
    `${money(allowance.remainingCredits, "down")} of ${money(allowance.amountCredits)} left`,
    allowance.reservedCredits > 0 && `${money(allowance.reservedCredits, "up")} held`,
  ];
  return (
    <section aria-label="What is left" className="ledger-row">
      <div className="col-main col-main-wide">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <b className="text-2xl font-strong tracking-[-0.015em]">
            {tokens === null ? "No limit" : `${tokensLeft(tokens)} tokens`}
          </b>
          <span className="text-lg text-ink-2">
            of {model.name} left {when}
          </span>
        </p>
        <Meter
          className="mt-2"
          left={allowance.remainingCredits}
          held={allowance.reservedCredits}
          total={allowance.amountCredits}
          tone={tone}
          label={words.filter(Boolean).join(", ")}
        />
        <p className="flex flex-wrap gap-x-4 pt-2 text-sm text-ink-3">
          {messages && <span>{messages}</span>}
          {allowance.reservedCredits > 0 && (
            <span>{money(allowance.reservedCredits, "up")} held for answers under way</span>
          )}
          {allowance.resetsAt !== null && (
            <span>
              {isRolling(allowance) ? "a part comes back" : "refills"}{" "}
              {atRefill(allowance, { at: allowance.resetsAt, now, timeZone })},{" "}
              {distance(allowance.resetsAt, now)}
            </span>
          )}
          <span className="max-wide:hidden">{namedWithWindow(allowance)}</span>
        </p>
      </div>
      <span className="col-money pt-[11px] max-wide:hidden">
        <small className="block text-xs text-ink-3">cents</small>
        <b className="font-strong">
          {columnCents(Math.max(0, allowance.remainingCredits), "down")}
        </b>
      </span>
    </section>
  );
}

function NothingLeftToTell({ hasModel }: { hasModel: boolean }) {
  return (
    <section aria-label="What is left" className="ledger-row">
      <div className="col-main col-main-wide">
        <p className="text-2xl font-strong tracking-[-0.015em]">
          {hasModel ? "No allowance yet" : "No model yet"}
        </p>
        <p className="pt-2 text-md text-ink-2">
          {hasModel
            ? "Nothing pays for a message of yours. An admin can give you an allowance."
            : "There is nothing to write to. An admin can add an endpoint."}
        </p>
      </div>
    </section>
  );
}

function UsedUp({
  stand,
  problem,
}: {
  stand: Stand | null;
  problem: ReturnType<ConversationStore["view"]>["problem"];
}) {
  const { model, allowances, now, timeZone } = useHost();
  if (!stand?.bound || !model?.paid) return null;
  const { mine, offer } = stand.bound;
  const hasText = stand.text.trim() !== "";
  const asked = { model, allowances, mine, problem, offer, hasHistory: false, hasText };
  const blocked = blockedBy({ ...asked, now, timeZone });
  if (!blocked) return null;
  return (
    <div className="ledger-row mt-8">
      <Exhausted
        blocked={hasText ? blocked : { ...blocked, offer: null }}
        onSend={stand.sendTo}
        onNew={null}
      />
    </div>
  );
}

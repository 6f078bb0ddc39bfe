"use client";

import type { ReactNode } from "react";
import { isRolling, refillMoment } from "@/lib/allowances/words";
import { distance } from "@/lib/dates";
import { columnCents, count, partsInCents } from "@/lib/format";
import { AskForm } from "../allowances/ask-form";
import { Button } from "../ui/button";
import { Figure } from "../ui/figure";
import type { Blocked } from "./blocked";
import { useHost } from "./chat-host";
import { type ChatModel, type DeskAllowance, namedWithWindow } from "./desk";

/**
 * When the allowance is used up: what happened to the money, which allowance, when it refills to
 * the minute, and what can be done now. The message stays in the composer.
 */
export function Exhausted({
  blocked,
  onSend,
  onNew,
}: {
  blocked: Blocked;
  onSend: (model: ChatModel) => void;
  /** Takes the message to a new conversation; null where that would not help. */
  onNew: (() => void) | null;
}) {
  const { allowance, neededCredits, leftCredits } = blocked;
  return (
    <section
      aria-labelledby="used-up"
      role="status"
      className="col-rest mb-8 grid grid-cols-[minmax(0,1fr)_var(--col-money)] gap-x-(--col-gap) border-t-2 border-danger pt-4 text-md max-wide:block"
    >
      <div>
        <h2 id="used-up" className="text-xl font-title tracking-[-0.01em]">
          {blocked.title}
        </h2>
        {blocked.why && (
          <p className="mt-2 max-w-[60ch] leading-[1.55] text-ink-2">{blocked.why}</p>
        )}
        {allowance && <Facts blocked={blocked} allowance={allowance} />}
      </div>
      <div className="text-right text-sm max-wide:hidden">
        {neededCredits !== null && (
          <>
            <small className="block text-xs text-ink-3">needed</small>
            <span className="font-strong">{columnCents(neededCredits, "up")}</span>
          </>
        )}
        <small className="mt-2 block text-xs text-ink-3">left</small>
        <span className="font-strong text-danger">{columnCents(leftCredits, "down")}</span>
      </div>
      <Ways blocked={blocked} onSend={onSend} onNew={onNew} />
    </section>
  );
}

/** Which allowance, where it went, and when there is more. */
function Facts({ blocked, allowance }: { blocked: Blocked; allowance: DeskAllowance }) {
  const { now, timeZone } = useHost();
  const { leftCredits, heldCredits, refillsAt } = blocked;
  const { used, held, left, of } = partsInCents({
    left: leftCredits > 0 ? leftCredits : Math.min(0, allowance.remainingCredits),
    held: heldCredits,
    of: allowance.amountCredits,
  });
  return (
    <dl className="mt-4 flex flex-wrap gap-x-8 gap-y-3">
      <Fact name="Allowance">{namedWithWindow(allowance)}</Fact>
      <Fact name="Used">
        {used} of {of} cents
      </Fact>
      {heldCredits > 0 && <Fact name="Held for answers under way">{held} cents</Fact>}
      <Fact name="Left" className="wide:hidden">
        {left} cents
      </Fact>
      {refillsAt !== null && (
        <Fact name={isRolling(allowance) ? "The next part comes back" : "Refills"}>
          {refillMoment(allowance, { at: refillsAt, now, timeZone })}, {distance(refillsAt, now)}
        </Fact>
      )}
    </dl>
  );
}

/** There is always something: another model, a new conversation, to wait, to ask an admin. */
function Ways({
  blocked: { allowance, offer, isHeld, refillsAt },
  onSend,
  onNew,
}: Parameters<typeof Exhausted>[0]) {
  const { now, timeZone } = useHost();
  return (
    <div className="col-span-full mt-6">
      <h3 className="pb-2 text-xs font-text text-ink-3">What you can do now</h3>
      {offer && (
        <Way
          title={`Send it to ${offer.model.name} instead`}
          note={`Fits into what is left, with an answer of up to ${count(offer.estimate.maxOutputTokens)} tokens.`}
          action={
            <Button
              variant="primary"
              className="max-wide:w-full"
              onClick={() => onSend(offer.model)}
            >
              Send to {offer.model.name}
            </Button>
          }
          atMost={columnCents(offer.estimate.holdCredits, "up")}
        />
      )}
      {onNew && (
        <Way
          title="Ask it in a new conversation"
          note="It has less before it, so the same message needs less there."
          action={
            <Button className="max-wide:w-full" onClick={onNew}>
              Start a new one
            </Button>
          }
        />
      )}
      {isHeld && (
        <Way
          title="Wait for the answers under way"
          note="What is held for them and not needed comes back when they end."
        />
      )}
      {allowance && refillsAt !== null && (
        <Way
          title={`Wait until ${refillMoment(allowance, { at: refillsAt, now, timeZone })}, ${distance(refillsAt, now)}`}
          note={
            isRolling(allowance)
              ? `A part of ${allowance.name} comes back then.`
              : `${allowance.name} refills then.`
          }
        />
      )}
      <AskWay allowance={allowance} />
    </div>
  );
}

function Fact({
  name,
  className,
  children,
}: {
  name: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    <div className={className}>
      <dt className="text-xs text-ink-3">{name}</dt>
      <dd className="font-strong">{children}</dd>
    </div>
  );
}

function Way({
  title,
  note,
  action,
  atMost,
}: {
  title: string;
  note: string;
  action?: ReactNode;
  atMost?: string;
}) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto_var(--col-money)] items-center gap-x-(--col-gap) border-t border-rule py-3 last:border-b max-wide:grid-cols-[minmax(0,1fr)_auto] max-wide:gap-y-3">
      <div>
        <p className="font-strong">{title}</p>
        <p className="mt-0.5 text-sm text-ink-2">{note}</p>
      </div>
      <div className="max-wide:col-span-full max-wide:row-start-2 empty:hidden">{action}</div>
      <div className="col-start-3 text-right text-sm max-wide:col-start-2">
        {atMost && (
          <>
            <small className="block text-xs text-ink-3">at most</small>
            <Figure kind="held">{atMost}</Figure>
          </>
        )}
      </div>
    </div>
  );
}

/** Asking for more goes to the admins; whoever cannot ask is told whom to turn to. */
function AskWay({ allowance }: { allowance: DeskAllowance | null }) {
  const { asked, hasAsked, model } = useHost();
  if (!allowance || asked === null) {
    const what = model?.paid ? "raise it" : "give you one";
    return (
      <Way title="Ask an admin" note={`An admin of this server can ${what} under Allowances.`} />
    );
  }
  if (asked.includes(allowance.id)) {
    const note = "What came of it stands under Usage. Your message is kept meanwhile.";
    return <Way title="You have asked for more: an admin decides" note={note} />;
  }
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_var(--col-money)] gap-x-(--col-gap) border-y border-rule py-3 max-wide:block">
      <div>
        <p className="font-strong">Ask for more</p>
        <p className="mt-0.5 text-sm text-ink-2">
          An admin of this server is asked, and can grant it with one press.
        </p>
        <AskForm
          allowanceId={allowance.id}
          amountCredits={allowance.amountCredits}
          model={model ? { name: model.name, rate: model.price.output } : null}
          onDone={() => hasAsked(allowance.id)}
        />
      </div>
    </div>
  );
}

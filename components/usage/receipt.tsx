import Link from "next/link";
import type { ReactNode } from "react";
import { dateTime } from "@/lib/dates";
import { receiptCents, seconds } from "@/lib/format";
import type { Credits } from "@/lib/money";
import { purposeName } from "@/lib/usage/purpose-name";
import type { ReceiptJson } from "@/lib/usage/receipt-json";
import {
  aligned,
  boundWords,
  costLines,
  decimalsOf,
  heldLines,
  type ReceiptLine,
} from "@/lib/usage/receipt-lines";
import { cx } from "../ui/cx";
import { Figure } from "../ui/figure";

/**
 * A call as its owner can open it: the hold, the provider's count, the price, what each allowance
 * counted and what went back. It brings no frame of its own; money stands in the page's column.
 */
export function Receipt({
  receipt,
  timeZone,
  ofSomebodyElse,
}: {
  receipt: ReceiptJson;
  timeZone: string;
  /** An admin looks at it. */
  ofSomebodyElse?: boolean;
}) {
  const { hold, trace, returned_credits: returned, overrun_credits: overrun } = receipt;
  const show = shownAlike(receipt);
  const exact = (credits: Credits) => show(receiptCents(credits));
  return (
    <div className="text-sm text-ink-2">
      {hold && (
        <Part title="Before the call">
          <Lines lines={heldLines(receipt)} show={show} />
          <Line
            strong
            words="Held"
            money={<Figure kind="held">{exact(hold.reserved_credits)}</Figure>}
          />
        </Part>
      )}
      <Part
        title={
          receipt.usage_source === "provider" ? "As the provider counted it" : "As we counted it"
        }
      >
        <Lines lines={costLines(receipt)} show={show} />
        <Line
          strong
          words="Cost"
          money={<Figure kind="total">{exact(receipt.cost_credits ?? 0)}</Figure>}
        />
        {returned > 0 && <Line words="Returned" money={exact(returned)} />}
        {overrun > 0 && (
          <Line words={<span className="text-warn">Beyond the hold</span>} money={exact(overrun)} />
        )}
      </Part>
      {receipt.allowances.length > 0 && (
        <Part title="Counted down from each of">
          {receipt.allowances.map((allowance) => (
            <Line
              key={allowance.allowance_id}
              words={allowance.name}
              money={exact(allowance.cost_credits)}
            />
          ))}
        </Part>
      )}
      {trace.length > 1 && <Trace receipt={receipt} exact={exact} named={ofSomebodyElse} />}
      <Footer receipt={receipt} timeZone={timeZone} />
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="pb-4">
      <h3 className="mb-1 border-b border-rule pb-1 text-xs font-text text-ink-3">{title}</h3>
      {children}
    </section>
  );
}

function Line({ words, money, strong }: { words: ReactNode; money?: ReactNode; strong?: boolean }) {
  return (
    <div className={cx("money-row py-[3px]", strong && "font-strong text-ink")}>
      <span>{words}</span>
      <span>{money}</span>
    </div>
  );
}

function Lines({ lines, show }: { lines: ReceiptLine[]; show: (cents: string) => string }) {
  return lines.map(({ words, cents }) => (
    <Line key={words} words={words} money={cents && show(cents)} />
  ));
}

/** Writes cents with as many decimals as the figure of the receipt that needs the most. */
function shownAlike(receipt: ReceiptJson): (cents: string) => string {
  const { hold, trace, allowances, cost_credits, returned_credits, overrun_credits } = receipt;
  const amounts = [
    ...(hold ? [hold.reserved_credits] : []),
    ...[cost_credits, returned_credits, overrun_credits, wholeOf(receipt)],
    ...[...allowances, ...trace].map((each) => each.cost_credits),
  ].filter((credits) => credits !== null);
  const parts = [...heldLines(receipt), ...costLines(receipt)].map(({ cents }) => cents);
  const decimals = decimalsOf([...amounts.map(receiptCents), ...parts]);
  return (cents) => aligned(cents, decimals);
}

function wholeOf({ trace }: ReceiptJson): Credits {
  return trace.reduce((sum, call) => sum + (call.cost_credits ?? 0), 0);
}

/** The calls of one action: the answer, its title, tool steps. */
function Trace({
  receipt,
  exact,
  named,
}: {
  receipt: ReceiptJson;
  exact: (credits: Credits) => string;
  named: boolean | undefined;
}) {
  const whole = wholeOf(receipt);
  const user = named ? `?user=${receipt.actor_id}` : "";
  return (
    <Part title="The calls of this turn">
      {receipt.trace.map((call) => (
        <Line
          key={call.id}
          words={
            <>
              {call.id === receipt.id ? (
                purposeName(call.purpose)
              ) : (
                <Link
                  href={`/usage/${call.id}`}
                  prefetch={false}
                  className="underline decoration-rule-strong underline-offset-3"
                >
                  {purposeName(call.purpose)}
                </Link>
              )}
              , {call.model_name}
              {call.usage_source === "estimated" && <span className="text-warn">, estimated</span>}
            </>
          }
          money={call.cost_credits === null ? "–" : exact(call.cost_credits)}
        />
      ))}
      <Line strong words="Whole turn" money={<Figure kind="total">{exact(whole)}</Figure>} />
      <p className="pt-1">
        <Link
          href={`/usage/traces/${encodeURIComponent(receipt.trace_id)}${user}`}
          prefetch={false}
          className="text-accent underline underline-offset-3"
        >
          As a tree
        </Link>
      </p>
    </Part>
  );
}

function Footer({ receipt, timeZone }: { receipt: ReceiptJson; timeZone: string }) {
  const { hold, alert } = receipt;
  const bound = boundWords(receipt);
  const when = dateTime(hold?.closed_at ?? receipt.created_at, timeZone);
  return (
    <div className="grid max-w-[68ch] gap-1 text-ink-3">
      <p>
        Settled {when}, {sourceWords(receipt)}.{" "}
        {receipt.price_source ? `Price from: ${receipt.price_source}.` : "It has no price yet."}
      </p>
      {bound && <p>{bound}</p>}
      {alert && <p className="text-warn">For review: {alert}.</p>}
      {receipt.resolved_model && receipt.resolved_model !== receipt.model && (
        <p>The provider answered as {receipt.resolved_model}.</p>
      )}
      <p>
        {receipt.duration_ms !== null && `It took ${seconds(receipt.duration_ms)}`}
        {receipt.first_token_ms !== null && `, the first token ${seconds(receipt.first_token_ms)}`}
        {receipt.duration_ms !== null && ". "}
        <span className="font-mono">{receipt.id}</span>
      </p>
    </div>
  );
}

function sourceWords({ usage_source, reported, alert }: ReceiptJson): string {
  if (usage_source === "provider") return "from the provider’s usage";
  if (reported === null) return "estimated, because the provider sent no usage";
  return alert ? "estimated, because the provider’s usage cannot be true" : "estimated";
}

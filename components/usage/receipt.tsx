import Link from "next/link";
import { dateTime } from "@/lib/dates";
import { aligned, decimalsOf, receiptCents } from "@/lib/format";
import type { Credits } from "@/lib/money";
import { purposeName } from "@/lib/usage/call-words";
import type { ReceiptJson } from "@/lib/usage/receipt-json";
import { lateOf } from "@/lib/usage/receipt-late";
import { costLines, heldLines, type ReceiptLine } from "@/lib/usage/receipt-lines";
import { adjustmentWords, partWords } from "@/lib/usage/receipt-words";
import { Figure } from "../ui/figure";
import { ReceiptFooter } from "./receipt-footer";
import { Line, Part } from "./receipt-parts";

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
  const late = lateOf(receipt);
  const cost = (
    <>
      <Cost receipt={receipt} timeZone={timeZone} exact={exact} late={late !== null} />
      {returned > 0 && <Line words="Returned" money={exact(returned)} />}
      {overrun > 0 && (
        <Line words={<span className="text-warn">Beyond the hold</span>} money={exact(overrun)} />
      )}
    </>
  );
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
      <Part title={countedBy(receipt)}>
        <Lines lines={costLines(receipt)} show={show} />
        {late && (
          <Line strong words="Settled first at" money={exact(receipt.settled_credits ?? 0)} />
        )}
        {!late && cost}
      </Part>
      {late && (
        <Part title={`As it was reported late, ${dateTime(late.at, timeZone)}`}>
          <Lines lines={late.lines} show={show} />
          {cost}
        </Part>
      )}
      <Allowances receipt={receipt} timeZone={timeZone} exact={exact} />
      {trace.length > 1 && <Trace receipt={receipt} exact={exact} named={ofSomebodyElse} />}
      <ReceiptFooter receipt={receipt} timeZone={timeZone} />
    </div>
  );
}

function countedBy(receipt: ReceiptJson): string {
  const { usage_source, hold } = receipt;
  if (lateOf(receipt)) return "As it was settled first";
  if (usage_source === "estimated") return "As we counted it";
  return hold ? "As the provider counted it" : "As it was told";
}

type Shown = { receipt: ReceiptJson; timeZone: string; exact: (credits: Credits) => string };

/** What it was settled at, each correction since, and what it costs now. */
function Cost({ receipt, timeZone, exact, late }: Shown & { late: boolean }) {
  const { cost_credits: cost, settled_credits: settled, adjustments } = receipt;
  if (cost === null) {
    return <Line strong words="Cost" money={<span className="text-warn">no price yet</span>} />;
  }
  const total = <Figure kind="total">{exact(cost)}</Figure>;
  if (adjustments.length === 0) return <Line strong words="Cost" money={total} />;
  return (
    <>
      {!late && <Line words="Settled at" money={exact(settled ?? 0)} />}
      {adjustments.map((adjustment) => (
        <Line
          key={adjustment.id}
          words={adjustmentWords(adjustment, timeZone)}
          money={exact(adjustment.credits)}
        />
      ))}
      <Line strong words="Cost" money={total} />
    </>
  );
}

/** Each allowance, and where it was more than one of its balances, what each of them paid. */
function Allowances({ receipt, timeZone, exact }: Shown) {
  if (receipt.allowances.length === 0) return null;
  return (
    <Part title="Counted down from each of">
      {receipt.allowances.map(({ allowance_id, name, kind, cost_credits, parts }) => {
        const paid = parts.filter((part) => part.cost_credits !== 0);
        const isPlain = paid.every(({ balance }) => balance === "period" || balance === "rolling");
        return (
          <div key={allowance_id}>
            <Line words={kind === "cap" ? `${name}, a cap` : name} money={exact(cost_credits)} />
            {!(paid.length < 2 && isPlain) &&
              paid.map((part) => (
                <Line
                  key={`${part.balance} ${part.ends_at}`}
                  under
                  words={partWords(part, timeZone)}
                  money={exact(part.cost_credits)}
                />
              ))}
          </div>
        );
      })}
    </Part>
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
    ...allowances.flatMap(({ parts }) => parts.map((part) => part.cost_credits)),
    ...[receipt.settled_credits, ...receipt.adjustments.map(({ credits }) => credits)],
  ].filter((credits) => credits !== null);
  const late = lateOf(receipt)?.lines ?? [];
  const parts = [...heldLines(receipt), ...costLines(receipt), ...late].map(({ cents }) => cents);
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

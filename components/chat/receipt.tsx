"use client";

import { useEffect, useState } from "react";
import { exactClock } from "@/lib/dates";
import { count } from "@/lib/format";
import type { ReceiptJson } from "@/lib/usage/receipt-json";
import { Cents } from "../money/cents";
import { Skeleton } from "../ui/skeleton";
import { bucketsOf } from "./receipt-lines";

type Loaded = { receipt: ReceiptJson } | { mistake: string } | null;

/** A call as its owner can open it: hold, the provider's count, cost, what went back. */
export function Receipt({
  usageId,
  modelName,
  timeZone,
}: {
  usageId: string;
  modelName: string;
  timeZone: string;
}) {
  const [loaded, setLoaded] = useState<Loaded>(null);
  useEffect(() => {
    const asked = new AbortController();
    fetch(`/api/usage/calls/${usageId}`, { signal: asked.signal })
      .then(async (reply) => {
        if (!reply.ok) throw new Error(`status ${reply.status}`);
        setLoaded({ receipt: (await reply.json()) as ReceiptJson });
      })
      .catch((error: unknown) => {
        if (asked.signal.aborted) return;
        console.warn("The receipt did not come.", error);
        setLoaded({ mistake: "The receipt did not come. Close it and open it again." });
      });
    return () => asked.abort();
  }, [usageId]);
  if (!loaded) return <Skeleton lines={5} className="py-2 pl-6" />;
  if ("mistake" in loaded) return <p className="py-2 pl-6 text-danger">{loaded.mistake}</p>;
  return <ReceiptBody receipt={loaded.receipt} modelName={modelName} timeZone={timeZone} />;
}

const line = "money-row py-[3px] text-ink-2";
const inset = "pl-6 max-wide:pl-0";
const deeper = "pl-10 max-wide:pl-4";

function ReceiptBody({
  receipt,
  modelName,
  timeZone,
}: {
  receipt: ReceiptJson;
  modelName: string;
  timeZone: string;
}) {
  const { hold, allowances, trace } = receipt;
  const counted =
    receipt.usage_source === "provider"
      ? "Used, as the provider counted it"
      : "Used, as we counted it, because no usage came that can be believed";
  return (
    <div className="pb-2">
      {hold && (
        <>
          <p className={line}>
            <span className={inset}>Held before the call</span>
            <Cents exact kind="held" credits={hold.reserved_credits} />
          </p>
          <p className={`${line} text-ink-3`}>
            <span className={deeper}>
              {count(hold.input_tokens_bound)} in at most, {count(hold.max_output_tokens)} out at
              most
            </span>
          </p>
        </>
      )}
      <p className={line}>
        <span className={inset}>{counted}</span>
      </p>
      {bucketsOf(receipt).map(({ name, tokens, rate, note, credits }) => (
        <p key={name} className={line}>
          <span className={deeper}>
            {name} {count(tokens)}{" "}
            <span className="text-ink-3">
              × ${rate} per million{note}
            </span>
          </span>
          <Cents exact credits={credits} />
        </p>
      ))}
      <p className={`${line} font-strong text-ink`}>
        <span className={inset}>Cost</span>
        <Cents exact kind="total" credits={receipt.cost_credits} />
      </p>
      {hold && (
        <p className={line}>
          <span className={inset}>
            {receipt.overrun_credits > 0 ? "Above the hold" : "Returned"}
          </span>
          <Cents exact credits={receipt.overrun_credits || receipt.returned_credits} />
        </p>
      )}
      {allowances.length > 0 && (
        <p className={`${line} pt-3 text-ink-3`}>
          <span className={inset}>
            Counted down from {allowances.length > 1 ? "each of" : "this allowance"}
          </span>
        </p>
      )}
      {allowances.map((allowance) => (
        <p key={allowance.allowance_id} className={line}>
          <span className={deeper}>
            {allowance.name}
            {allowance.kind === "cap" && <span className="text-ink-3"> cap</span>}
          </span>
          <Cents exact credits={allowance.cost_credits} />
        </p>
      ))}
      <p className={`${inset} flex flex-wrap gap-x-4 gap-y-1 pt-3`}>
        {hold?.closed_at && <span>Settled {exactClock(hold.closed_at, timeZone)}</span>}
        <span>
          {modelName}, {receipt.purpose}; price from {sourceWords(receipt.price_source)}
        </span>
        {trace.length > 1 && <span>{count(trace.length)} calls in this turn</span>}
        <a
          className="text-accent underline underline-offset-3"
          href={`/api/usage/calls/${receipt.id}`}
        >
          Raw JSON
        </a>
      </p>
    </div>
  );
}

function sourceWords(source: string): string {
  return /^(catalogue|configuration)$/.test(source) ? `the ${source}` : source;
}

import { dateTime } from "@/lib/dates";
import { seconds } from "@/lib/format";
import type { ReceiptJson } from "@/lib/usage/receipt-json";
import { lateOf } from "@/lib/usage/receipt-late";
import { boundWords, originWords, sourceWords } from "@/lib/usage/receipt-words";

/** When it was settled and by whose word, where it came from, its usage as it was sent. */
export function ReceiptFooter({ receipt, timeZone }: { receipt: ReceiptJson; timeZone: string }) {
  const { hold, alert, reported } = receipt;
  const bound = boundWords(receipt);
  const late = lateOf(receipt);
  const when = dateTime(hold?.closed_at ?? receipt.created_at, timeZone);
  return (
    <div className="grid max-w-[68ch] gap-1 text-ink-3">
      <p>
        {originWords(receipt.origin)} {hold ? "Settled" : "Noted"} {when}
        {late ? "" : `, ${sourceWords(receipt)}`}.{" "}
        {receipt.price_source ? `Price from: ${receipt.price_source}.` : "It has no price yet."}
      </p>
      {late && <p>{late.words}</p>}
      {bound && <p>{bound}</p>}
      {alert && late && <p>It was for review until the report came: {alert}.</p>}
      {alert && !late && <p className="text-warn">For review: {alert}.</p>}
      {receipt.resolved_model && receipt.resolved_model !== receipt.model && (
        <p>The provider answered as {receipt.resolved_model}.</p>
      )}
      <p>
        {receipt.duration_ms !== null && `It took ${seconds(receipt.duration_ms)}`}
        {receipt.first_token_ms !== null && `, the first token ${seconds(receipt.first_token_ms)}`}
        {receipt.duration_ms !== null && ". "}
        <span className="font-mono">{receipt.id}</span>
      </p>
      {reported !== null && (
        <details>
          <summary className="cursor-pointer underline decoration-rule-strong underline-offset-3 hover:text-ink">
            The usage as the provider sent it
          </summary>
          <pre className="mt-1 overflow-x-auto border-l-2 border-rule py-1 pl-4 font-mono text-xs">
            {JSON.stringify(reported, null, 2)}
          </pre>
        </details>
      )}
    </div>
  );
}

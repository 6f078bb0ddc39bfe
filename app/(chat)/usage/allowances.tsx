import type { ToldIn } from "@/components/allowances/ask-form";
import { cx } from "@/components/ui/cx";
import { Empty } from "@/components/ui/empty";
import { AllowanceCard } from "@/components/usage/allowance-card";
import { type LastRequest, More } from "@/components/usage/more";
import { NewCap, OwnCap } from "@/components/usage/own-cap";
import { RedeemCode } from "@/components/usage/redeem";
import { isOwnCap } from "@/lib/allowances/access";
import type { Listed } from "@/lib/allowances/list";
import type { Request } from "@/lib/allowances/requests/request";
import type { Person } from "@/lib/auth/viewer";
import { dayOfMonth } from "@/lib/dates";
import { money } from "@/lib/format";
import { modelsFor } from "@/lib/models/offered";
import { purposes } from "@/lib/models/purposes";
import { findModel } from "@/lib/models/registry";

/** Each card brings the hairlines left of it and over it; the outermost fall under the edge. */
const columns = "grid-cols-[repeat(auto-fill,minmax(248px,1fr))]";

/** What is left per allowance, and the caps one put on oneself. */
export function Allowances({
  person,
  allowances,
  requests,
  now,
  timeZone,
}: {
  person: Person;
  allowances: Listed[];
  /** One's own, newest first. */
  requests: Request[];
  now: number;
  timeZone: string;
}) {
  const choices = {
    models: modelsFor(person, "chat").map(({ id, name }) => ({ value: id, label: name })),
    purposes: purposes().map((value) => ({ value, label: value })),
  };
  return (
    <section aria-label="What is left" className="pb-8">
      {allowances.length === 0 ? (
        <Empty title="No allowance">
          Nothing pays for your calls, so none can be made. An admin can give you an allowance.
        </Empty>
      ) : (
        <div className="overflow-hidden border-y border-rule-strong">
          <div className={cx("-mt-px -ml-[17px] grid max-wide:grid-cols-1", columns)}>
            {allowances.map((listed) => (
              <AllowanceCard key={listed.id} listed={listed} now={now} timeZone={timeZone}>
                {isOwnCap(listed.allowance, person) ? (
                  <OwnCap cap={capOf(listed)} {...choices} timeZone={timeZone} />
                ) : (
                  person.role !== "guest" && (
                    <More
                      allowanceId={listed.id}
                      amountCredits={listed.allowance.amountCredits}
                      model={toldIn(listed, now)}
                      last={lastRequest(listed.id, requests, now, timeZone)}
                    />
                  )
                )}
              </AllowanceCard>
            ))}
          </div>
        </div>
      )}
      {person.role !== "guest" && allowances.length > 0 && (
        <div className="grid gap-1 pt-3">
          <RedeemCode />
          <NewCap {...choices} timeZone={timeZone} />
        </div>
      )}
    </section>
  );
}

function capOf({ id, allowance }: Listed) {
  const { name, model, purpose, window, amountCredits } = allowance;
  return { id, name, model, purpose, window, amountCredits };
}

/** The model in whose tokens this allowance is told. */
function toldIn({ tokens: [first] }: Listed, now: number): ToldIn {
  const price = first && findModel(first.model)?.priceAt(now);
  return first && price ? { name: first.name, rate: price.output } : null;
}

/** How long a decision is still told of. */
const toldMs = 7 * 24 * 3_600_000;

function lastRequest(
  allowanceId: string,
  requests: Request[],
  now: number,
  timeZone: string,
): LastRequest | null {
  const last = requests.find((request) => request.allowanceId === allowanceId);
  if (!last) return null;
  const day = (at: number | null) => dayOfMonth(at ?? now, now, timeZone);
  const amount = last.credits === null ? "more" : money(last.credits);
  if (last.state === "open") {
    return {
      words: `You asked for ${amount} on ${day(last.createdAt)}. An admin decides.`,
      open: true,
    };
  }
  if (now - (last.decidedAt ?? 0) > toldMs) return null;
  const by = last.decidedByName ? ` by ${last.decidedByName}` : "";
  const when = `on ${day(last.decidedAt)}${by}`;
  if (last.state === "declined")
    return { words: `You asked for ${amount}: declined ${when}.`, open: false };
  return {
    words: `You asked for ${amount}: ${money(last.grantedCredits ?? 0)} granted ${when}.`,
    open: false,
  };
}

import { cx } from "@/components/ui/cx";
import { Empty } from "@/components/ui/empty";
import { AllowanceCard } from "@/components/usage/allowance-card";
import { NewCap, OwnCap } from "@/components/usage/own-cap";
import { isOwnCap } from "@/lib/allowances/access";
import type { Listed } from "@/lib/allowances/list";
import type { Person } from "@/lib/auth/viewer";
import { modelsFor } from "@/lib/models/offered";

/** Each card brings the hairlines left of it and over it; the outermost fall under the edge. */
const columns = "grid-cols-[repeat(auto-fill,minmax(248px,1fr))]";

/** What is left per allowance, and the caps one put on oneself. */
export function Allowances({
  person,
  allowances,
  now,
  timeZone,
}: {
  person: Person;
  allowances: Listed[];
  now: number;
  timeZone: string;
}) {
  const models = modelsFor(person, "chat").map(({ id, name }) => ({ value: id, label: name }));
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
                {isOwnCap(listed.allowance, person) && (
                  <OwnCap cap={capOf(listed)} models={models} timeZone={timeZone} />
                )}
              </AllowanceCard>
            ))}
          </div>
        </div>
      )}
      {person.role !== "guest" && allowances.length > 0 && (
        <NewCap models={models} timeZone={timeZone} />
      )}
    </section>
  );
}

function capOf({ id, allowance }: Listed) {
  const { name, model, window, amountCredits } = allowance;
  return { id, name, model, window, amountCredits };
}

import type { PublicView } from "@/lib/conversations/shares";
import { clock, longDate, momentAndDistance } from "@/lib/dates";
import { columnCents, counted } from "@/lib/format";
import { Answer } from "../chat/answer";
import { Prompt } from "../chat/prompt";
import { Mark } from "../shell/mark";
import { Notice } from "../ui/notice";

type Props = {
  view: PublicView;
  /** By model id. */
  modelNames: Record<string, string>;
  timeZone: string;
  now: number;
};

/** A shared conversation: what was asked and answered, for anybody with the link. */
export function SharedView({ view, modelNames, timeZone, now }: Props) {
  const { name, responses, updated_at: sharedAt, expires_at: expiresAt } = view;
  const models = [...new Set(responses.map(({ model }) => modelNames[model] ?? model))];
  const hasCost = responses.some(({ cost_credits }) => cost_credits !== undefined);
  return (
    <>
      <header className="sticky top-0 z-10 border-b border-rule bg-paper">
        <div className="mx-auto flex min-h-14 w-[min(100%-64px,861px)] items-center gap-4 max-wide:w-[calc(100%-32px)]">
          <Mark />
          <span className="ml-auto text-sm text-ink-3">shared, read-only</span>
        </div>
      </header>
      <main className={hasCost ? "sheet sheet-ledger" : "sheet"}>
        <div className="ledger-row pt-8 max-wide:pt-6">
          <header className="col-main col-main-wide pb-8">
            <h1 className="text-2xl font-title tracking-[-0.015em] wrap-break-word max-wide:text-[1.5rem]">
              {name}
            </h1>
            <p className="flex flex-wrap gap-x-4 pt-2 text-sm text-ink-3">
              <span>with {listed(models)}</span>
              <span>{longDate(sharedAt, timeZone)}</span>
              <span>
                {counted(responses.length, "turn")},{" "}
                {responses.length === 1 ? "as it was then" : "as they were then"}
              </span>
              {expiresAt && (
                <span>readable until {momentAndDistance(expiresAt, now, timeZone)}</span>
              )}
            </p>
          </header>
        </div>
        {responses.map((turn) => (
          <SharedTurn key={turn.id} turn={turn} timeZone={timeZone} />
        ))}
        {responses.length === 0 && (
          <p className="ledger-row">
            <span className="col-main text-ink-2">Nothing was written in it yet.</span>
          </p>
        )}
      </main>
    </>
  );
}

function SharedTurn({
  turn,
  timeZone,
}: {
  turn: PublicView["responses"][number];
  timeZone: string;
}) {
  const ending = endings[turn.status];
  return (
    <article className="ledger-row pb-8">
      <time className="col-time pt-[3px]" dateTime={new Date(turn.created_at).toISOString()}>
        {clock(turn.created_at, timeZone)}
      </time>
      <Prompt text={turn.prompt} />
      {turn.cost_credits !== undefined && (
        <span className="col-money row-start-1 pt-[3px] font-strong">
          {columnCents(turn.cost_credits)}
        </span>
      )}
      {turn.response && (
        <div className="col-main col-main-wide mt-4">
          <Answer text={turn.response} growing={false} />
        </div>
      )}
      {ending && (
        <Notice tone={ending.tone} title={ending.title} className="col-main col-main-wide mt-4">
          {ending.words}
        </Notice>
      )}
    </article>
  );
}

/** What a reader is told of an answer that is not whole; not why, which is its owner's. */
const endings: Record<string, { tone: "plain" | "danger"; title: string; words: string }> = {
  stopped: { tone: "plain", title: "Stopped", words: "The answer was stopped here." },
  interrupted: { tone: "danger", title: "The answer broke off", words: "This is what came." },
  failed: { tone: "danger", title: "No answer came", words: "The provider did not answer." },
  streaming: {
    tone: "plain",
    title: "Not finished then",
    words: "The link was made while this answer was being written.",
  },
};

function listed(names: string[]): string {
  if (names.length < 2) return names[0] ?? "no model";
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

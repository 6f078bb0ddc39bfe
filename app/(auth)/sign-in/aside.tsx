import { GuestCard, GuestIsIn, type GuestLines } from "@/components/auth/guest-card";
import { type Step, Steps } from "@/components/auth/steps";
import { type GuestOffer, guestOffer } from "@/lib/allowances/guest-offer";
import { liveAllowances } from "@/lib/allowances/live";
import { guestDays } from "@/lib/auth/accounts/sweep";
import type { Person } from "@/lib/auth/viewer";
import { moment } from "@/lib/dates";
import { money, tokensLeft } from "@/lib/format";
import { demoAnswer } from "@/lib/models/demo-answer";
import { demoTokens } from "@/lib/models/demo-tokens";
import { guestsAllowed } from "@/lib/models/offered";
import { listModels } from "@/lib/models/registry";
import { preferences } from "../../preferences";
import type { Asked } from "./asked";

/** The right page: what happens next, the guest's offer, or how it works here. */
export async function Aside({ asked, guest }: { asked: Asked; guest: Person | null }) {
  if (asked.form === "first" || asked.form === "admin")
    return <Steps title="What happens next" steps={await nextSteps()} />;
  const hint =
    asked.state === "open" ? "Make an account later and your conversations come along." : null;
  if (guest) return <GuestIsIn name={guest.name} hint={hint} />;
  const offer = guestsAllowed() ? await guestOffer() : null;
  if (!offer) return <Steps title="How it works here" steps={usual} />;
  const { timeZone } = await preferences();
  return <GuestCard offer={linesOf(offer, timeZone)} callbackUrl={asked.callbackUrl} hint={hint} />;
}

function linesOf(
  { demo, model, tokensLeft: left, refillsAt }: GuestOffer,
  timeZone: string,
): GuestLines {
  const what = demo
    ? "One click, no account. You talk to the demo model, which runs on this server and costs nobody anything."
    : `One click, no account. You talk to ${model}.`;
  const now = Date.now();
  const lines: GuestLines["lines"] = [
    ["Left for guests", left === null ? "as much as you like" : `${tokensLeft(left)} tokens`],
  ];
  if (demo) lines.push(["A message", `about ${aboutTokens("Hello")} tokens`]);
  if (refillsAt !== null) lines.push(["Refills", moment(refillsAt, now, timeZone)]);
  lines.push(["Kept", `in this browser, ${guestDays} days`]);
  return { what, lines };
}

/** To the next fifty, because it is said with "about". */
function aboutTokens(prompt: string): number {
  return Math.ceil(demoTokens(demoAnswer(prompt)).length / 50) * 50;
}

const usual: Step[] = [
  { what: "Every message has a price", more: "You see the most it can cost before you send it" },
  { what: "An allowance pays for it", more: "What is left is told in tokens, and when it refills" },
  { what: "Each call has a receipt", more: "Its tokens, its price, and what went back" },
];

async function nextSteps(): Promise<Step[]> {
  const onlyDemo = listModels().every(({ demo }) => demo);
  const daily = (await liveAllowances()).find(
    ({ kind, level, window }) =>
      kind === "budget" && level === "each-user" && window === "calendar-day",
  );
  return [
    {
      what: "You are signed in and can write at once",
      more: onlyDemo
        ? "The demo model answers until you add a key"
        : "With the models that are set up already",
    },
    daily
      ? {
          what: `Everybody has ${money(daily.amountCredits)} a day`,
          more: "One allowance is there already, so that there is something to see. Change it under Allowances",
        }
      : {
          what: "Nobody spends more than you say",
          more: "Allowances say who may spend how much, and how often",
        },
    {
      what: "Nothing without a price is called",
      more: "Prices come from a catalogue; yours win over it",
    },
  ];
}

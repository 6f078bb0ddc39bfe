import type { LanguageModelV3Prompt } from "@ai-sdk/provider";
import { tidyAllowances } from "../allowances/tidy";
import type { Ending } from "../ledger/close";
import { priceRecorded } from "../ledger/price-recorded";
import type { Reservation } from "../ledger/reservation";
import { settleTold } from "../ledger/settle-told";
import { sweep, type Verdict } from "../ledger/sweep";
import { onModelsChanged } from "../models/registry";
import { deliverDue } from "../notices/deliver";
import { noticeMissed, startNoticing } from "../notices/look";
import { one } from "../one";
import type { Along } from "./call";
import { retryUnwritten } from "./closing";
import { countInput, countTokens } from "./count";
import { failureWords } from "./words";

/** What is left of a response whose process died, and what is written with its close. */
export type Remains = {
  text: string;
  reasoning: string;
  /** What was sent, where it is known; without it the input is charged at its bound. */
  prompt?: LanguageModelV3Prompt;
  along?: Along;
};

export type RemainsOf = (responseId: string) => Promise<Remains | null>;

const everyMs = 60_000;
const dayMs = 24 * 3_600_000;

/**
 * Closes what the dead left open, now and every minute. Calls of a response are charged by our
 * own count of what is stored; others, of which nothing is known, at their hold, for review.
 */
export async function startSweeper(remainsOf: RemainsOf): Promise<void> {
  await sweepCalls(remainsOf, { atBoot: true });
  startNoticing();
  await tellOutside();
  onModelsChanged(pricePending);
  one("sweeper", () =>
    setInterval(() => {
      sweepCalls(remainsOf).catch((error: unknown) => {
        console.error("The sweep of stranded reservations failed.", error);
      });
      void tellOutside();
    }, everyMs).unref(),
  );
}

/** Notices what was missed, and tells whoever is outside; the sweep does not wait for them. */
async function tellOutside(now = Date.now()): Promise<void> {
  try {
    await noticeMissed(now);
  } catch (error) {
    console.error("Thresholds could not be looked at.", error);
  }
  deliverDue(now).catch((error: unknown) => console.error("Notices were not told outside.", error));
}

/** One sweep; returns how many reservations it closed. */
export async function sweepCalls(
  remainsOf: RemainsOf,
  { now = Date.now(), atBoot = false } = {},
): Promise<number> {
  await retryUnwritten();
  await tidyAllowances(now);
  await settleTold(now, atBoot ? dayMs : 5 * everyMs);
  return sweep({
    now,
    atBoot,
    judge: async (reservation) => {
      const { responseId } = reservation.call;
      const remains = responseId ? await remainsOf(responseId) : null;
      return remains ? byRemains(reservation, remains, now) : byHold(reservation, now);
    },
  });
}

/** A price that came is for what waits for one, too; the next sweep tries what failed. */
async function pricePending(): Promise<void> {
  try {
    await priceRecorded();
  } catch (error) {
    console.error("Recorded calls could not be priced.", error);
  }
}

async function byRemains(
  reservation: Reservation,
  remains: Remains,
  now: number,
): Promise<Verdict> {
  const { text, reasoning, prompt, along } = remains;
  const reasoned = await countTokens(reasoning);
  const output = reasoned + (await countTokens(text));
  const input = prompt ? await countInput({ prompt }) : reservation.inputTokensBound;
  return {
    along,
    ending: {
      ...swept(reservation, now, output > 0),
      counts: { uncachedInput: input, cachedInput: 0, cacheWrite: 0, output, reasoning: reasoned },
      charge: "counts",
      alert: null,
    },
  };
}

const lost = "its process died and nothing of the answer is stored, so the hold was charged";
const unsettled = "nobody settled it before its deadline, so the hold was charged";

function byHold(reservation: Reservation, now: number): Verdict {
  const { inputTokensBound, maxOutputTokens, kind } = reservation;
  return {
    ending: {
      ...swept(reservation, now, false),
      counts: {
        uncachedInput: inputTokensBound,
        cachedInput: 0,
        cacheWrite: 0,
        output: maxOutputTokens,
        reasoning: 0,
      },
      charge: "hold",
      alert: kind === "external" ? unsettled : lost,
    },
  };
}

function swept(
  { createdAt }: Reservation,
  now: number,
  came: boolean,
): Omit<Ending, "counts" | "charge" | "alert"> {
  return {
    state: "expired",
    because: "swept: its process died or its deadline passed",
    outcome: "interrupted",
    finishReason: "error",
    error: (charged) => ({
      code: "unavailable",
      message: failureWords({ kind: "restart" }, "", charged, came ? "all" : "nothing"),
    }),
    reachedWire: true,
    usageSource: "estimated",
    reported: null,
    resolvedModel: null,
    durationMs: Math.max(0, now - createdAt),
    firstTokenMs: null,
  };
}

import type { ListedKey } from "@/components/account/keys-table";
import { periodWords, refillMoment } from "@/lib/allowances/words";
import { lastsUntilDate, longDate, moment } from "@/lib/dates";
import { counted, money } from "@/lib/format";
import type { listKeys } from "@/lib/keys/list";
import { findModel } from "@/lib/models/registry";
import { centsText } from "@/lib/money";

type Key = Awaited<ReturnType<typeof listKeys>>["data"][number];

type Told = { now: number; timeZone: string };

/** A key as the table shows it, its limits and times in words. */
export function listedKey(key: Key, { now, timeZone }: Told): ListedKey {
  const { last_used_at: used, expires_at: end, previous_until: overlap } = key;
  return {
    id: key.id,
    name: key.name,
    lastFour: key.last_four,
    limits: limitWords(key),
    left: leftWords(key.cap, { now, timeZone }),
    lastUsed: used === null ? null : longDate(used, timeZone),
    ends: endWords(end, timeZone),
    asItIs: asItIs(key, timeZone),
    overlap: overlap === null ? null : `works until ${moment(overlap, now, timeZone)}`,
  };
}

function endWords(end: number | null, timeZone: string): string {
  return end === null ? "never" : lastsUntilDate(end, timeZone);
}

function asItIs(key: Key, timeZone: string): ListedKey["asItIs"] {
  const { name, models, requests_per_minute: rate, expires_at: end, cap } = key;
  return {
    name,
    ends: endWords(end, timeZone),
    neverEnds: end === null,
    capZone: cap?.time_zone ?? null,
    limits: {
      amount: cap ? centsText(cap.amount_credits) : "",
      window: cap?.window ?? "calendar-day",
      rate: rate === null ? "" : String(rate),
      models: models ?? [],
    },
  };
}

function limitWords({ purpose, models, requests_per_minute: rate }: Key): string[] {
  return [
    ...(purpose === null ? [] : [purpose]),
    ...(models ?? []).map((id) => findModel(id)?.name ?? id),
    ...(rate === null ? [] : [`${counted(rate, "call")} a minute`]),
  ];
}

function leftWords(cap: Key["cap"], { now, timeZone }: Told): ListedKey["left"] {
  if (!cap) return null;
  const { remaining_credits: left, amount_credits: amount, window, resets_at: resets } = cap;
  const often = window === "none" ? "in all" : periodWords(window);
  const zones = { window, timeZone: cap.time_zone };
  const more =
    left > 0 || resets === null
      ? ""
      : `, more ${refillMoment(zones, { at: resets, now, timeZone })}`;
  return {
    amount: left > 0 ? `${money(left, "down")} left` : "used up",
    note: `of ${money(amount)} ${often}${more}`,
    isUsedUp: left <= 0,
  };
}

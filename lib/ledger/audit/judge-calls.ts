import type { reservations, usage } from "../../db/schema";
import { type Found, isWhole, shown, wholeOr0 } from "./findings";
import { judgeUsage, type UsageRow } from "./judge-usage";

type Columns = typeof reservations.$inferSelect;

export type ReservationRow = Pick<
  Columns,
  "id" | "state" | "kind" | "userId" | "credits" | "deadlineAt" | "closedAt"
> & {
  is: "reservation";
  /** A `Price`, as the text that is kept. */
  price: string;
  /** Which balance, how much, of which allowance (null where that balance is missing). */
  holds: [string, number, string | null][];
};

export type CallRow = UsageRow & {
  is: "call";
  reservationId: (typeof usage.$inferSelect)["reservationId"];
  /** Its entries: how much, and on which allowance. */
  charges: [number, string | null][];
};

/** A reservation with what it holds of each allowance; null where there is none. */
export type Held = { reservation: ReservationRow | null; holds: Map<string, number> };

const states = ["open", "settled", "released", "expired"];
/** How long after its deadline the sweeper has closed a hold. */
const sweptWithinMs = 60_000;

type Group = Held & { id: string | null; calls: number };

/**
 * Judges reservations: each one, then its calls. Calls without one come first. Keeps the
 * reservation that it is at, and nothing else.
 */
export function judgeCalls(found: Found, now: number) {
  let at: Group = { reservation: null, holds: new Map(), id: null, calls: 0 };
  const counts = { calls: 0 };
  const turn = (id: string | null, reservation: ReservationRow | null) => {
    endReservation(at, found);
    at = { reservation, holds: new Map(), id, calls: 0 };
  };
  return {
    counts,
    take: (row: ReservationRow | CallRow) => {
      if (row.is === "reservation") {
        turn(row.id, row);
        at.holds = holdsOf(row, found);
        judgeReservation(row, now, found);
        judgeHolds(row, at.holds, found);
        return;
      }
      if (row.reservationId !== at.id) turn(row.reservationId, null);
      at.calls += 1;
      counts.calls += 1;
      judgeUsage(row, chargedOf(row), at, found);
    },
    end: () => turn(null, null),
  };
}

function holdsOf({ id, holds }: ReservationRow, found: Found): Map<string, number> {
  const held = new Map<string, number>();
  for (const [balanceId, credits, allowanceId] of holds) {
    const say = (wrong: string, right: string) =>
      found({ invariant: "INV4", table: "holds", id: `${id} ${balanceId}`, wrong, right });
    if (!isWhole(credits) || credits < 0) say(`it holds ${shown(credits)}`, "an amount from 0");
    if (allowanceId === null) say("its balance is missing", "one there");
    else held.set(allowanceId, (held.get(allowanceId) ?? 0) + wholeOr0(credits));
  }
  return held;
}

function chargedOf({ charges }: CallRow): Map<string, number> {
  const charged = new Map<string, number>();
  for (const [credits, allowance] of charges) {
    // One of a balance that is missing was found with that.
    if (allowance === null) continue;
    charged.set(allowance, (charged.get(allowance) ?? 0) - wholeOr0(credits));
  }
  return charged;
}

function judgeReservation(row: ReservationRow, now: number, found: Found): void {
  const { id, state, credits, deadlineAt, closedAt } = row;
  const say = (invariant: string, wrong: string, right: string) =>
    found({ invariant, table: "reservations", id, wrong, right });
  if (!states.includes(state)) say("INV4", `its state is ${state}`, `one of ${states.join(", ")}`);
  if ((state === "open") !== (closedAt === null)) {
    const time = closedAt === null ? "no time of its close" : "a time of its close";
    say("INV4", `it is ${state} with ${time}`, "a time when it is closed, none while it is open");
  }
  if (!isWhole(credits) || credits < 0) say("INV1", `it is of ${shown(credits)}`, "an amount");
  if (state === "open" && now > deadlineAt + sweptWithinMs) {
    say("INV4", "it is open long after its deadline", "closed by the sweeper of a server");
  }
}

/** What can be said of it when its calls are known. */
function endReservation({ reservation, calls }: Group, found: Found): void {
  if (!reservation) return;
  const { id, state, kind } = reservation;
  const say = (wrong: string, right: string) =>
    found({ invariant: "INV4", table: "reservations", id, wrong, right });
  if (kind !== "group" && calls > 1) say(`it paid for ${calls} calls`, "one");
  if (kind !== "group" && state === "open" && calls > 0) {
    say("it is open, and its call is settled", "closed with it");
  }
}

/** Of each allowance it holds its whole credits, on however many balances. */
function judgeHolds(
  { id, credits }: ReservationRow,
  holds: Map<string, number>,
  found: Found,
): void {
  if (holds.size === 0) {
    const right = `${shown(credits)} of each allowance`;
    found({ invariant: "INV5", table: "reservations", id, wrong: "it holds nothing", right });
  }
  for (const [allowance, held] of holds) {
    if (held === credits) continue;
    const wrong = `on allowance ${allowance} it holds ${shown(held)}`;
    found({ invariant: "INV4", table: "holds", id, wrong, right: shown(credits) });
  }
}

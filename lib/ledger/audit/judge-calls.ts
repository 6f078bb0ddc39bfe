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
};

export type HoldRow = {
  is: "hold";
  reservationId: string;
  balanceId: string;
  credits: number;
  /** Null where its balance is missing. */
  allowanceId: string | null;
};

/** A call, once for each of its entries. */
export type ChargedRow = UsageRow & {
  is: "usage";
  reservationId: (typeof usage.$inferSelect)["reservationId"];
  chargedCredits: number | null;
  chargedAllowanceId: string | null;
};

/** A reservation with what it holds of each allowance; null where there is none. */
export type Held = { reservation: ReservationRow | null; holds: Map<string, number> };

const states = ["open", "settled", "released", "expired"];
/** How long after its deadline the sweeper has closed a hold. */
const sweptWithinMs = 60_000;

type Group = Held & { id: string | null; calls: number };
type Call = { row: ChargedRow; charged: Map<string, number> };

/**
 * Judges reservations: each one, then its holds, then its calls with their entries. Calls without
 * one come first. Keeps the reservation and the call it is at, and nothing else.
 */
export function judgeCalls(found: Found, now: number) {
  let at: Group = { reservation: null, holds: new Map(), id: null, calls: 0 };
  let call: Call | null = null;
  const counts = { calls: 0 };
  const endCall = () => {
    if (call) judgeUsage(call.row, call.charged, at, found);
    call = null;
  };
  const turn = (id: string | null, reservation: ReservationRow | null) => {
    endCall();
    endReservation(at, now, found);
    at = { reservation, holds: new Map(), id, calls: 0 };
  };
  const takeCall = (row: ChargedRow) => {
    if (call?.row.id !== row.id) {
      endCall();
      call = { row, charged: new Map() };
      at.calls += 1;
      counts.calls += 1;
    }
    if (row.chargedAllowanceId === null || !call) return;
    const { charged } = call;
    const sum = (charged.get(row.chargedAllowanceId) ?? 0) - wholeOr0(row.chargedCredits);
    charged.set(row.chargedAllowanceId, sum);
  };
  return {
    counts,
    take: (row: ReservationRow | HoldRow | ChargedRow) => {
      if (row.is === "reservation") return turn(row.id, row);
      if (row.reservationId !== at.id) turn(row.reservationId, null);
      if (row.is === "hold") judgeHold(at, row, found);
      else takeCall(row);
    },
    end: () => turn(null, null),
  };
}

function judgeHold({ reservation, holds }: Group, row: HoldRow, found: Found): void {
  const { balanceId, credits, allowanceId } = row;
  const id = `${row.reservationId} ${balanceId}`;
  const say = (wrong: string, right: string) =>
    found({ invariant: "INV4", table: "holds", id, wrong, right });
  if (!reservation) say("its reservation is missing", "one there");
  if (allowanceId === null) {
    say("its balance is missing", "one there");
    return;
  }
  if (!isWhole(credits) || credits < 0) say(`it holds ${shown(credits)}`, "an amount from 0");
  holds.set(allowanceId, (holds.get(allowanceId) ?? 0) + wholeOr0(credits));
}

function endReservation({ reservation, holds, calls }: Group, now: number, found: Found): void {
  if (!reservation) return;
  const { id, state, kind, credits, deadlineAt, closedAt } = reservation;
  const say = (invariant: string, wrong: string, right: string) =>
    found({ invariant, table: "reservations", id, wrong, right });
  if (!states.includes(state)) say("INV4", `its state is ${state}`, `one of ${states.join(", ")}`);
  if ((state === "open") !== (closedAt === null)) {
    const time = closedAt === null ? "no time of its close" : "a time of its close";
    say("INV4", `it is ${state} with ${time}`, "a time when it is closed, none while it is open");
  }
  if (!isWhole(credits) || credits < 0) say("INV1", `it is of ${shown(credits)}`, "an amount");
  if (kind !== "group" && calls > 1) say("INV4", `it paid for ${calls} calls`, "one");
  if (kind !== "group" && state === "open" && calls > 0) {
    say("INV4", "it is open, and its call is settled", "closed with it");
  }
  if (state === "open" && now > deadlineAt + sweptWithinMs) {
    say("INV4", "it is open long after its deadline", "closed by the sweeper of a server");
  }
  if (holds.size === 0) say("INV5", "it holds nothing", `${shown(credits)} of each allowance`);
  for (const [allowance, held] of holds) {
    if (held === credits) continue;
    const wrong = `on allowance ${allowance} it holds ${shown(held)}`;
    found({ invariant: "INV4", table: "holds", id, wrong, right: shown(credits) });
  }
}

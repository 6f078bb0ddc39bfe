import type { CallFor, Reserved } from "../metering/call";
import type { Bound } from "../pricing/bound";
import type { Price } from "../pricing/price";

/** A hold as taken: what its call may do, and what it is settled by. */
export type Reservation = Reserved & {
  call: CallFor;
  model: { key: number; id: string; demo: boolean };
  /** In force when the hold was taken. */
  price: Price;
  bound: Bound;
  /** The balances that hold its credits and are charged its cost. */
  balanceIds: string[];
  createdAt: number;
};

export type ClosedState = "settled" | "released" | "expired";

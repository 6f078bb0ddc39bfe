import type { Hold } from "../allowances/spread";
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
  /** What it holds of which balance: of each allowance its whole credits. */
  holds: Hold[];
  kind: "call" | "group" | "external";
  /** The group whose hold covers it: then it has none of its own, and is charged with the group. */
  groupId?: string;
  createdAt: number;
};

export type ClosedState = "settled" | "released" | "expired";

/**
 * Who may what: a decision for every route and verb, and every page. A route without one fails
 * access.spec.ts, which asks each of them as each of these:
 *
 * - `nobody`: neither cookie nor key. (A disabled person's key is 401 everywhere, always.)
 * - `guest`, `other`, `admin`: people to whom nothing of the owner's belongs; `admin` by role.
 * - `adminKey`: PURSER_ADMIN_KEY.
 * - `owner`: to whom the thing belongs that the address or the body names.
 */
export const actors = ["nobody", "guest", "other", "admin", "adminKey", "owner"] as const;
export type Actor = (typeof actors)[number];

/** What belongs to the owner, by the names that stand in addresses. */
export type Belongings = {
  user: string;
  conversation: string;
  response: string;
  share: string;
  key: string;
  /** A hold for a call that they make themselves. */
  reservation: string;
  /** A cap they put on themselves. */
  cap: string;
  call: string;
  /** Of their conversation's first turn. */
  trace: string;
  /** A group they are in, and an endpoint: an admin's, made for this request alone. */
  group: string;
  endpoint: string;
  /** They ask for more, and a voucher is made: for this request alone. */
  request: string;
  voucher: string;
};

export type Decision = {
  /** The status each gets. */
  status: Record<Actor, number>;
  /** The address that is asked, when it is not the route's with the owner's ids. */
  path?: (theirs: Belongings) => string;
  body?: (theirs: Belongings) => unknown;
};

export type Asked = Omit<Decision, "status">;

/** The status of nobody, a guest, another, an admin, the admin key, and the owner. */
export const decide = (
  [nobody, guest, other, admin, adminKey, owner]: [number, number, number, number, number, number],
  asked: Asked = {},
): Decision => ({ status: { nobody, guest, other, admin, adminKey, owner }, ...asked });

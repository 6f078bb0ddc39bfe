import type { Person } from "../auth/viewer";

/** A request as either front brings it. */
export type GatewayRequest = {
  method: string;
  /** Decoded, without the query. */
  path: string;
  /** The value of a header, by its lower-case name. */
  header: (name: string) => string | null;
  /** The whole body. Throws 413 above `maxBytes`, before more of it is held in memory. */
  body: (maxBytes: number) => Promise<Buffer>;
};

/** Where an answer goes, as either front takes it. */
export type Outlet = {
  /** A header that the answer has, whatever it becomes. */
  add: (name: string, value: string) => void;
  /** Once, before anything else. It goes out with the first bytes. */
  head: (status: number, headers: Record<string, string>) => void;
  /** False: full, until `onRoom` calls. */
  write: (bytes: Buffer | string) => boolean;
  end: (bytes?: Buffer | string) => void;
  onRoom: (callback: () => void) => void;
  /** Called, as all before it, when the client goes before the end; at once when it has gone. */
  onLeave: (callback: () => void) => void;
  /** Sends the client away with the words of `last`; from then on it counts as gone. */
  cutOff: (last: () => void) => void;
  /** The client has gone. */
  readonly left: boolean;
  /** The head was given. */
  readonly begun: boolean;
};

/** Who calls what, once that is known. */
export type Admitted = { request: GatewayRequest; outlet: Outlet; person: Person };

/** One address of `/v1`. */
export type Endpoint = (admitted: Admitted) => Promise<void>;

/** What a dialect makes of what was thrown. */
export type Refuse = (outlet: Outlet, error: unknown) => void;

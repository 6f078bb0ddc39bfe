export type Role = "guest" | "member" | "admin";

/** A user, by session or by key. */
export type Person = {
  kind: "person";
  userId: string;
  name: string;
  email: string | null;
  role: Role;
  /** Set when a key was used. */
  keyId: string | null;
  /** The purpose a key is bound to; it refuses another. */
  keyPurpose: string | null;
  /** The only models a key may call, by public id or alias; null or absent: all. */
  keyModels?: string[] | null;
  /** Calls a minute that a key may make; null or absent: as many as its user. */
  keyRequestsPerMinute?: number | null;
  /** When the key ends by the clock: it expires, or was rotated; absent: not. */
  keyUntil?: number;
};

/** `PURSER_ADMIN_KEY`: administers, and has no conversations or allowances of its own. */
export type AdminKey = { kind: "admin-key"; role: "admin" };

/** Who is asking. */
export type Viewer = Person | AdminKey;

/** Until when somebody is who they are, as far as the clock alone decides. */
export function standsUntil(viewer: Viewer): number {
  return (viewer.kind === "person" ? viewer.keyUntil : undefined) ?? Number.POSITIVE_INFINITY;
}

/** Who did something, for ledger entries and audit lines. */
export function actorId(viewer: Viewer): string {
  return viewer.kind === "person" ? viewer.userId : "admin-key";
}

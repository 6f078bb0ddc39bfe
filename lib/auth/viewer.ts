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
};

/** `PURSER_ADMIN_KEY`: administers, and has no conversations or allowances of its own. */
export type AdminKey = { kind: "admin-key"; role: "admin" };

/** Who is asking. */
export type Viewer = Person | AdminKey;

/** Who did something, for ledger entries and audit lines. */
export function actorId(viewer: Viewer): string {
  return viewer.kind === "person" ? viewer.userId : "admin-key";
}

import { type keys, users } from "../db/schema";
import type { Person } from "./viewer";

/** The columns of a user that decide who asks and whether they may. */
export const personColumns = {
  userId: users.id,
  name: users.name,
  email: users.email,
  role: users.role,
  epoch: users.sessionEpoch,
  disabledAt: users.disabledAt,
};

type PersonRow = Pick<typeof users.$inferSelect, "name" | "email" | "role" | "disabledAt"> & {
  userId: string;
};

/** The key somebody asks with, and what it is limited to. */
type KeyOfPerson = Pick<
  typeof keys.$inferSelect,
  "id" | "purpose" | "models" | "requestsPerMinute"
>;

/** The person of a row; null when disabled. */
export function toPerson(row: PersonRow, key: KeyOfPerson | null): Person | null {
  if (row.disabledAt !== null) return null;
  return {
    kind: "person",
    userId: row.userId,
    name: row.name,
    email: row.email,
    role: row.role,
    keyId: key?.id ?? null,
    keyPurpose: key?.purpose ?? null,
    keyModels: key?.models ?? null,
    keyRequestsPerMinute: key?.requestsPerMinute ?? null,
  };
}

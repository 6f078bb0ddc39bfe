import { eq } from "drizzle-orm";
import { allowancesChanged } from "../allowances/live";
import { hashOfKey } from "../auth/keys/hash";
import type { Viewer } from "../auth/viewer";
import { db } from "../db/client";
import { keys, users } from "../db/schema";
import { statement, write } from "../db/write";
import { invalid, PurserError } from "../errors";
import { newId, newSecret } from "../ids";
import { checkPurpose } from "../models/purposes";
import { refuseLimitedKey } from "./access";
import { capStatement } from "./cap";
import { checkLimits } from "./check";
import type { NewKey } from "./schemas";

type Asked = { viewer: Viewer; input: Pick<NewKey, "name"> & Partial<NewKey> };

/** Makes a key, with its cap in the same write. The key itself is in this answer, nowhere else. */
export async function createKey({ viewer, input }: Asked): Promise<{ id: string; key: string }> {
  await refuseLimitedKey(viewer);
  const userId = await ownerOf(viewer, input.userId);
  const now = Date.now();
  const { models } = checkLimits(input, now);
  const purpose = input.purpose ? checkPurpose(input.purpose) : null;
  const id = newId();
  const key = newSecret("pk-");
  const { name, cap } = input;
  await write([
    statement(
      db()
        .insert(keys)
        .values({
          id,
          userId,
          name,
          hash: hashOfKey(key),
          lastFour: key.slice(-4),
          purpose,
          models: models ?? null,
          requestsPerMinute: input.requestsPerMinute ?? null,
          expiresAt: input.expiresAt ?? null,
          createdAt: now,
        }),
    ),
    ...(cap ? [capStatement({ keyId: id, name, userId }, cap, now)] : []),
  ]);
  if (cap) allowancesChanged();
  return { id, key };
}

async function ownerOf(viewer: Viewer, userId: string | undefined): Promise<string> {
  if (viewer.kind === "person" && (userId ?? viewer.userId) === viewer.userId) return viewer.userId;
  if (viewer.role !== "admin") {
    throw new PurserError("forbidden", "Only an admin makes keys for somebody else.");
  }
  if (userId === undefined) {
    throw invalid("user_id", "The admin key makes keys for people: say for whom.");
  }
  const user = await db().query.users.findFirst({
    columns: { role: true },
    where: eq(users.id, userId),
  });
  if (!user) throw invalid("user_id", "There is no such user.");
  if (user.role === "guest") throw invalid("user_id", "A guest has no keys.");
  return userId;
}

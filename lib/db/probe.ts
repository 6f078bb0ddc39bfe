import { db } from "./client";
import { facts } from "./schema";
import { statement, write } from "./write";

/** Writes, for the sake of knowing that it can be done; throws when it cannot. */
export async function probe(): Promise<void> {
  const probed = { name: "probed", value: Date.now() };
  await write([
    statement(
      db()
        .insert(facts)
        .values(probed)
        .onConflictDoUpdate({ target: facts.name, set: { value: probed.value } }),
    ),
  ]);
}

import { and, eq, isNull } from "drizzle-orm";
import { db } from "../../db/client";
import { endpoints, models } from "../../db/schema";
import { statement, write } from "../../db/write";
import { type EndpointRow, refuseDeclared } from "../endpoint-rows";
import { exclusive } from "../exclusive";
import { reloadModels } from "../registry";

/**
 * Deletes an endpoint, its models and its key. Usage and prices keep referring to the models by
 * their key; answers that are being made go on to their end.
 */
export function removeEndpoint(row: EndpointRow): Promise<void> {
  return exclusive(async () => {
    refuseDeclared(row);
    const deletedAt = Date.now();
    const endpoint = db().update(endpoints).set({ deletedAt, apiKey: null });
    const own = and(eq(models.endpointId, row.id), isNull(models.deletedAt));
    await write([
      statement(endpoint.where(eq(endpoints.id, row.id))),
      statement(db().update(models).set({ deletedAt }).where(own)),
    ]);
    await reloadModels();
  });
}

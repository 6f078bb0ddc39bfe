import { and, eq, inArray, isNull, ne } from "drizzle-orm";
import { db } from "../db/client";
import { endpoints, models } from "../db/schema";
import { type Statement, statement, write } from "../db/write";
import { newId } from "../ids";
import { type DeclaredEndpoint, type DeclaredModel, withoutTaken } from "./declared";

type EndpointRow = typeof endpoints.$inferSelect;
type ModelRow = typeof models.$inferSelect;

/**
 * Makes the rows of the declared endpoints and models what is declared now: new ones are made,
 * changed ones follow, those no longer declared are deleted, those declared again come back under
 * their old key. Rows an admin made are left alone.
 */
export async function syncDeclared(all: DeclaredEndpoint[], now: number): Promise<void> {
  const declared = withoutTaken(all, await namesOfAdmins());
  const rows = await db().select().from(endpoints).where(ne(endpoints.origin, "admin"));
  const ids = rows.map((row) => row.id);
  const modelRows = await db().select().from(models).where(inArray(models.endpointId, ids));
  const gone: Statement[] = [];
  const made: Statement[] = [];
  for (const row of rows) {
    const still = declared.some((one) => isSame(row, one));
    if (!still && row.deletedAt === null) gone.push(...deleteEndpoint(row, now));
  }
  for (const endpoint of declared) {
    const row = rows.find((one) => isSame(one, endpoint));
    const id = row?.id ?? newId();
    made.push(row ? updateEndpoint(row, endpoint) : insertEndpoint(id, endpoint, now));
    const own = modelRows.filter((model) => model.endpointId === id);
    const kept = new Set(endpoint.models.map((model) => model.id));
    const left = own.filter((model) => !kept.has(model.id) && model.deletedAt === null);
    gone.push(...left.map((model) => deleteModel(model.key, now)));
    made.push(...endpoint.models.map((model, at) => upsertModel(id, own, model, at, now)));
  }
  await write([...gone, ...made]);
}

/** Ids and aliases of live models that an admin added, and where. */
async function namesOfAdmins(): Promise<Map<string, string>> {
  const rows = await db()
    .select({ id: models.id, aliases: models.aliases, endpoint: endpoints.name })
    .from(models)
    .innerJoin(endpoints, eq(models.endpointId, endpoints.id))
    .where(and(eq(endpoints.origin, "admin"), isNull(models.deletedAt)));
  return new Map(rows.flatMap((row) => [row.id, ...row.aliases].map((n) => [n, row.endpoint])));
}

function isSame(row: EndpointRow, endpoint: DeclaredEndpoint): boolean {
  return row.origin === endpoint.origin && row.name === endpoint.name;
}

function deleteEndpoint(row: EndpointRow, now: number): Statement[] {
  return [
    statement(db().update(endpoints).set({ deletedAt: now }).where(eq(endpoints.id, row.id))),
    statement(db().update(models).set({ deletedAt: now }).where(eq(models.endpointId, row.id))),
  ];
}

function deleteModel(key: number, now: number): Statement {
  return statement(db().update(models).set({ deletedAt: now }).where(eq(models.key, key)));
}

function columns(endpoint: DeclaredEndpoint) {
  const { kind, baseUrl, apiKeyLastFour, onDisconnect = "auto" } = endpoint;
  return { kind, baseUrl, apiKeyLastFour, onDisconnect, deletedAt: null };
}

function insertEndpoint(id: string, endpoint: DeclaredEndpoint, now: number): Statement {
  const { origin, name } = endpoint;
  const values = { id, origin, name, createdAt: now, ...columns(endpoint) };
  return statement(db().insert(endpoints).values(values));
}

function updateEndpoint(row: EndpointRow, endpoint: DeclaredEndpoint): Statement {
  return statement(db().update(endpoints).set(columns(endpoint)).where(eq(endpoints.id, row.id)));
}

/** The latest row of that id is the model, whether it was deleted in between or not. */
function upsertModel(
  endpointId: string,
  own: ModelRow[],
  { price: _, where: __, ...model }: DeclaredModel,
  position: number,
  now: number,
): Statement {
  const row = own.findLast((one) => one.id === model.id);
  const values = { ...model, endpointId, position, deletedAt: null };
  if (!row)
    return statement(
      db()
        .insert(models)
        .values({ ...values, createdAt: now }),
    );
  return statement(db().update(models).set(values).where(eq(models.key, row.key)));
}

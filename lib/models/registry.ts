import { eq, isNull } from "drizzle-orm";
import { db } from "../db/client";
import { endpoints, models, prices } from "../db/schema";
import { one, setOne } from "../one";
import type { Model } from "./model";
import { toModel } from "./to-model";

type Registry = {
  models: Model[];
  /** Ids and aliases are one namespace. */
  byName: Map<string, Model>;
};

function registry(): Registry {
  return one<Registry>("models", () => {
    throw new Error("The models are not loaded. They are when the server starts.");
  });
}

/** The live model of this id or alias. */
export function findModel(idOrAlias: string): Model | null {
  return registry().byName.get(idOrAlias) ?? null;
}

/** All live models, the demo first: endpoints by age, the models of each as declared. */
export function listModels(): Model[] {
  return registry().models;
}

/** Loads the registry from the tables again; after every change of an endpoint, model or price. */
export async function reloadModels(): Promise<void> {
  const rows = await db()
    .select({ model: models, endpoint: endpoints })
    .from(models)
    .innerJoin(endpoints, eq(models.endpointId, endpoints.id))
    .where(isNull(models.deletedAt))
    .orderBy(endpoints.createdAt, endpoints.id, models.position, models.key);
  const priceRows = await db().select().from(prices).orderBy(prices.effectiveFrom, prices.id);
  const live = rows.map(({ model, endpoint }) =>
    toModel(
      model,
      endpoint,
      priceRows.filter((price) => price.modelKey === model.key),
    ),
  );
  const byName = new Map<string, Model>();
  for (const model of live) {
    for (const name of [model.id, ...model.aliases]) byName.set(name, model);
  }
  setOne<Registry>("models", { models: live, byName });
  for (const listener of listeners()) await listener();
}

type Listener = () => Promise<void>;

const listeners = () => one("model listeners", () => new Set<Listener>());

/** Calls `listener` after every change of the registry, and the change waits for it. */
export function onModelsChanged(listener: Listener): void {
  listeners().add(listener);
}

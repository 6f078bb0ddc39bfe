import { env } from "../env";
import { demoEndpoint } from "./declared";
import { environmentEndpoints } from "./environment";
import { reloadModels } from "./registry";
import { syncDeclared } from "./sync-declared";

/** Brings the declared endpoints and models into the tables and loads the registry; at start. */
export async function openModels(now = Date.now()): Promise<void> {
  await syncDeclared([demoEndpoint, ...environmentEndpoints(env())], now);
  await reloadModels();
}

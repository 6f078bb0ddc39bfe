import { demoEndpoint } from "./declared";
import { reloadModels } from "./registry";
import { syncDeclared } from "./sync-declared";

/** Brings the declared endpoints and models into the tables and loads the registry; at start. */
export async function openModels(now = Date.now()): Promise<void> {
  await syncDeclared([demoEndpoint], now);
  await reloadModels();
}

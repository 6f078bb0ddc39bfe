import { config } from "../config";
import { env } from "../env";
import { checkConfiguredNames, configuredEndpoints, configuredPrices } from "./configuration";
import { demoEndpoint } from "./declared";
import { environmentEndpoints } from "./environment";
import { reloadModels } from "./registry";
import { syncDeclared } from "./sync-declared";
import { syncPrices } from "./sync-prices";

/**
 * Brings what the house, the configuration and the environment declare into the tables and loads
 * the registry; at start. Throws when the configuration names a model that is not there.
 */
export async function openModels(now = Date.now()): Promise<void> {
  const configured = configuredEndpoints(config(), now);
  await syncDeclared([demoEndpoint, ...configured, ...environmentEndpoints(env(), now)], now);
  await reloadModels();
  checkConfiguredNames(config());
  if (await syncPrices(configuredPrices(config()), now)) await reloadModels();
}

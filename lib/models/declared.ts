import type { Ceilings } from "../pricing/bound";
import type { Price } from "../pricing/price";
import type { EndpointKind, OnDisconnect } from "./model";

export type DeclaredModel = {
  id: string;
  upstreamId: string;
  name: string;
  aliases: string[];
  contextWindow: number | null;
  maxOutputTokens: number | null;
  minOutputTokens?: number | null;
  ceilings?: Ceilings | null;
  /** Written beside it; undefined where the catalogue or the house knows it. */
  price: Price | undefined;
  /** Where the configuration says it, for a mistake. */
  where?: string;
};

/** An endpoint that the house, the environment or the configuration declares. */
export type DeclaredEndpoint = {
  origin: "builtin" | "environment" | "configuration";
  name: string;
  kind: EndpointKind;
  baseUrl: string | null;
  apiKeyLastFour: string | null;
  onDisconnect?: OnDisconnect;
  models: DeclaredModel[];
};

/** Made up, so that a message costs a visible part of a cent. */
export const demoPrice: Price = {
  input: 100_000,
  output: 400_000,
  tiers: [],
  source: "made up, so that everything can be seen to work",
};

export const demoEndpoint: DeclaredEndpoint = {
  origin: "builtin",
  name: "Purser",
  kind: "demo",
  baseUrl: null,
  apiKeyLastFour: null,
  models: [
    {
      id: "demo",
      upstreamId: "demo",
      name: "Demo model",
      aliases: [],
      contextWindow: 32_768,
      maxOutputTokens: 4096,
      price: undefined,
    },
  ],
};

/**
 * Ids and aliases are one namespace. What the environment brings gives way to a name that is
 * taken; a name that the configuration takes twice, or from an admin's endpoint, is a mistake.
 */
export function withoutTaken(
  declared: DeclaredEndpoint[],
  byAdmins: Map<string, string>,
): DeclaredEndpoint[] {
  const taken = new Map(byAdmins);
  const take = (endpoint: DeclaredEndpoint) => {
    const models = endpoint.models.filter((model) => {
      const names = [model.id, ...model.aliases];
      const clash = names.find((name) => taken.has(name));
      if (clash !== undefined && endpoint.origin === "environment") return false;
      if (clash !== undefined) throw clashError(model, clash, taken.get(clash) ?? "");
      for (const name of names) taken.set(name, endpoint.name);
      return true;
    });
    return { ...endpoint, models };
  };
  const stated = declared.filter((one) => one.origin !== "environment").map(take);
  const brought = declared.filter((one) => one.origin === "environment").map(take);
  return [...stated, ...brought];
}

function clashError(model: DeclaredModel, name: string, by: string): Error {
  const where = model.where ? `${model.where}: ` : "";
  return new Error(`${where}the name "${name}" is taken by the endpoint "${by}". Choose another.`);
}

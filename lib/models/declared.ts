import type { Price } from "../pricing/price";
import type { EndpointKind } from "./model";

export type DeclaredModel = {
  id: string;
  upstreamId: string;
  name: string;
  aliases: string[];
  contextWindow: number | null;
  maxOutputTokens: number | null;
  /** Written beside it; undefined where the catalogue or the house knows it. */
  price: Price | undefined;
};

/** An endpoint that the house, the environment or the configuration declares. */
export type DeclaredEndpoint = {
  origin: "builtin" | "environment" | "configuration";
  name: string;
  kind: EndpointKind;
  baseUrl: string | null;
  apiKeyLastFour: string | null;
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

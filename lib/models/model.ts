import type { LanguageModelV3 } from "@ai-sdk/provider";
import type { z } from "zod";
import type { Ceilings } from "../pricing/bound";
import type { Price } from "../pricing/price";
import type { Wire } from "./endpoints/openai-compatible";

export type EndpointKind = "demo" | "openai" | "openai-compatible" | "anthropic" | "google";

/** A price as it was set by hand: by an admin, or by the configuration. */
export type WrittenPrice = {
  effectiveFrom: number;
  /** Null where it ends what was set before. */
  price: Price | null;
  source: string;
  createdBy: string | null;
  createdAt: number;
};

/** What becomes of a stream of `/v1` whose client left: by the rule, or always the same. */
export type OnDisconnect = "auto" | "drain" | "cut";

/** What a model is to the rest of the house. Registered by an endpoint, found by id or alias. */
export type Model = {
  /** `models.key`: what usage and prices refer to. */
  key: number;
  id: string;
  name: string;
  aliases: string[];
  /** The id it is called by at its endpoint. */
  upstreamId: string;
  endpointId: string;
  /** The endpoint's name, and its kind as the provider. */
  endpoint: string;
  provider: EndpointKind;
  demo: boolean;
  /** It has the key it needs, or needs none. Only priced models with a key are offered. */
  keyed: boolean;
  contextWindow: number | null;
  maxOutputTokens: number | null;
  /** The shortest useful answer; null: 16. */
  minOutputTokens: number | null;
  /** Most input tokens of what bytes do not bound; null: none is declared. */
  ceilings: Ceilings | null;
  /** Strict object schema of the options it takes, names as in http-api.md. */
  options: z.ZodObject;
  /** The prices set by hand, ascending by date; of those with one date the last counts. */
  written: WrittenPrice[];
  /** The price in force at `at` (ms), or null: then it cannot be called. */
  priceAt: (at: number) => Price | null;
  onDisconnect?: OnDisconnect;
  /** Where an endpoint of the OpenAI dialect takes requests. Only lib/metering calls it. */
  wire?: (path: string) => Wire;
  /** The raw model. Only lib/metering may call this: nothing else can reach a provider. */
  provide: () => LanguageModelV3;
};

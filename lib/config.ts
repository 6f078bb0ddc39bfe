import type { AllowanceInput } from "./allowances/schemas";
import type { EndpointInput } from "./models/schemas";
import { one } from "./one";
import type { DatedPrice } from "./pricing/price-json";

/** What the configuration says of a purpose. */
export type PurposeConfig = {
  /** It cannot be asked for; our own calls have it. */
  internal: boolean;
  defaultModel: string | null;
  /** When set, only these models may be used for it. */
  models: string[] | null;
};

/** The configuration file (docs: purser.config.example.yaml), checked whole at the start. */
export type Config = {
  endpoints: EndpointInput[];
  /** Prices by model id or alias, with their dates; they win over the catalogue's. */
  prices: Record<string, DatedPrice[]>;
  purposes: Record<string, PurposeConfig>;
  /** Null where the file does not speak of allowances. */
  allowances: AllowanceInput[] | null;
  /** Who may make themselves an account once there is an admin: nobody, the invited, anybody. */
  signUp: "closed" | "invite" | "open";
  guests: { enabled: boolean | null; models: string[] };
  /** Of what an allowance comes to, in percent; and who is told outside. */
  notices: { thresholds: number[]; webhook: { url: string; key: Buffer } | null };
  /** Where something is said, for a mistake found later: `purser.config.yaml, line 12`. */
  where: (path: (string | number)[]) => string;
};

export const usualThresholds = [50, 80, 95, 100];

/** What holds where there is no file. */
export const usualConfig: Config = {
  endpoints: [],
  prices: {},
  purposes: {},
  allowances: null,
  signUp: "closed",
  guests: { enabled: null, models: [] },
  notices: { thresholds: usualThresholds, webhook: null },
  where: () => "the configuration",
};

/** The configuration of this instance, read at the start (lib/config-file.ts). */
export function config(): Config {
  return one("config", () => usualConfig);
}

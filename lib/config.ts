import { one } from "./one";

/** What the configuration says of a purpose. */
export type PurposeConfig = {
  /** It cannot be asked for; our own calls have it. */
  internal: boolean;
  defaultModel: string | null;
  /** When set, only these models may be used for it. */
  models: string[] | null;
};

export type Config = {
  purposes: Record<string, PurposeConfig>;
  guests: { enabled: boolean | null; models: string[] };
  /** Who may make themselves an account once there is an admin: nobody, the invited, anybody. */
  signUp: "closed" | "invite" | "open";
};

const empty: Config = { purposes: {}, guests: { enabled: null, models: [] }, signUp: "closed" };

/** The configuration of this instance, read and checked whole at the start. */
export function config(): Config {
  return one("config", () => empty);
}

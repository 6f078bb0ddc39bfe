import { capital } from "../format";
import type { Call } from "./call";

/** What a call was for, as the interface says it: `Chat`, `Title`. */
export const purposeName = capital;

type Told = Pick<Call, "name" | "purpose" | "origin" | "keyName">;

const ways: Record<Call["origin"], string> = {
  chat: "",
  gateway: "through /v1",
  external: "made elsewhere",
  recorded: "made elsewhere",
  otlp: "made elsewhere",
};

/** How a call came that no page of ours made: `through /v1, key “Robot”`; empty for the others. */
export function wayWords({ origin, keyName }: Pick<Told, "origin" | "keyName">): string {
  const key = keyName === null ? "" : `key “${keyName}”`;
  return [ways[origin], key].filter(Boolean).join(", ");
}

/** What a call is called that is in no conversation: its own name, or what it was for. */
export function callName({ name, purpose }: Pick<Told, "name" | "purpose">): string {
  return name === null || name === purpose ? purposeName(purpose) : name;
}

import type { Person } from "../auth/viewer";
import { invalid, PurserError } from "../errors";
import { newTraceId } from "../ids";
import { checkPurpose } from "../models/purposes";
import type { GatewayRequest } from "./request";

/** The trace a call belongs to: as the client names it, or a new one. */
export function traceOf({ header }: GatewayRequest): string {
  const given = header("x-purser-trace-id");
  if (given === null) return newTraceId();
  if (/^[\x21-\x7e]{1,128}$/.test(given)) return given;
  throw invalid("X-Purser-Trace-Id", "1 to 128 visible ASCII characters are right.");
}

/** What a call is for: the key's purpose, or what the client names. */
export function purposeOf({ header }: GatewayRequest, { keyPurpose }: Person): string {
  const asked = header("x-purser-purpose");
  const purpose = asked === null ? (keyPurpose ?? "chat") : checkPurpose(asked);
  if (keyPurpose === null || keyPurpose === purpose) return purpose;
  throw new PurserError(
    "forbidden",
    `This key is for the purpose "${keyPurpose}" only, not for "${purpose}".`,
  );
}

import { Temporal } from "temporal-polyfill";
import { z } from "zod";

/** True for IANA names ("Europe/Berlin") and "UTC"; offsets ("+01:00") know no summer time. */
export function isTimeZone(name: string): boolean {
  if (/^[+-]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    // The only way that Intl says a name is none.
    return false;
  }
}

/** A time zone as its IANA name is spelt: `europe/berlin` is Europe/Berlin. */
export function spelledTimeZone(name: string): string {
  return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId;
}

/** A time zone as a request names one, spelt right. */
export const timeZoneField = z
  .string()
  .refine(isTimeZone, 'A time zone by its IANA name, such as "Europe/Berlin", or "UTC".')
  .transform((name) => spelledTimeZone(name));

import { Temporal } from "temporal-polyfill";
import type { buckets } from "./schemas";

type Bucket = (typeof buckets)[number];

const hour = 3_600_000;

/**
 * The start (ms) of the hour, day, week or month that `at` (ms) is in, as the clocks of a time
 * zone have it; weeks begin on Monday. Pure.
 */
export function bucketStart(bucket: Bucket, timeZone: string, at: number): number {
  const there = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  if (bucket === "hour") {
    // Zones are ahead by half hours too.
    const ahead = there.offsetNanoseconds / 1_000_000;
    return Math.floor((at + ahead) / hour) * hour - ahead;
  }
  const today = there.toPlainDate();
  const first =
    bucket === "day"
      ? today
      : bucket === "week"
        ? today.subtract({ days: today.dayOfWeek - 1 })
        : today.with({ day: 1 });
  return first.toZonedDateTime(timeZone).epochMilliseconds;
}

import { env } from "../../env";
import { one } from "../../one";
import { auditState, startAudit } from "./run";

const minute = 60_000;
const day = 24 * 60 * minute;

/**
 * How long until the next audit (ms): once a day, between two and five at night by the clock of
 * the machine; soon after a start where the last one is older than a day. `random` from 0 to 1.
 */
export function untilNextAudit(now: number, lastAt: number | null, random: number): number {
  if (lastAt === null || now - lastAt > day) return (5 + random * 15) * minute;
  const night = new Date(now);
  night.setDate(night.getDate() + (night.getHours() < 2 ? 0 : 1));
  night.setHours(2, 0, 0, 0);
  return night.getTime() - now + random * 180 * minute;
}

/** Audits the books every night, for as long as the server runs. */
export async function keepAuditing(): Promise<void> {
  if (env().NODE_ENV === "test") return;
  const { last } = await auditState();
  one("nightly audit", () => {
    plan(last?.at ?? null);
    return true;
  });
}

function plan(lastAt: number | null): void {
  const wait = untilNextAudit(Date.now(), lastAt, Math.random());
  setTimeout(() => {
    night().finally(() => plan(Date.now()));
  }, wait).unref();
}

async function night(): Promise<void> {
  try {
    const last = await startAudit().done;
    if (last.failure !== null) console.error(`The nightly audit could not look. ${last.failure}`);
    else if (last.wrong > 0) {
      console.error(`The nightly audit found ${last.wrong} wrong in the books: see /admin/audit.`);
    }
  } catch (error) {
    console.error("What the nightly audit found could not be kept.", error);
  }
}

import { setTimeout as wait } from "node:timers/promises";
import { probe } from "./db/probe";
import { isDraining } from "./draining";
import { PurserError } from "./errors";
import { one } from "./one";

/** A probe is a durable write, and anyone may ask; so one answers for all who ask within: */
const freshMs = 1000;
const deadlineMs = 2000;

/** Throws 503 unless new work would be taken: the database can be written, nobody stops us. */
export async function checkReady(): Promise<void> {
  if (isDraining()) throw new PurserError("unavailable", "The server is stopping.");
  const last = one("readiness", () => ({ at: 0, probed: Promise.resolve() }));
  if (Date.now() - last.at > freshMs) {
    last.at = Date.now();
    last.probed = withinDeadline(probe());
  }
  await last.probed;
}

async function withinDeadline(probed: Promise<void>): Promise<void> {
  try {
    const late = wait(deadlineMs, "late" as const, { ref: false });
    if ((await Promise.race([probed, late])) === "late") throw new Error("The write hangs.");
  } catch (cause) {
    console.error("The database cannot be written:", cause);
    throw new PurserError("unavailable", "The database cannot be written.", { cause });
  }
}

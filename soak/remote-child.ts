/**
 * One of two processes on one database elsewhere: `remote-child.ts <url> <seed> <begin> <end>`.
 *
 * Both do the same to the same people at the same time. It prints `ack <what> <id> <credits>` for
 * what was acknowledged and `failed <what> <words>` for what no person should be told.
 */
import { writeSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { grant } from "../lib/allowances/grant";
import { liveAllowances } from "../lib/allowances/live";
import { patchAllowance } from "../lib/allowances/patch";
import { tidyAllowances } from "../lib/allowances/tidy";
import { redeemVoucher } from "../lib/allowances/vouchers/redeem";
import { db, openDatabase } from "../lib/db/client";
import { users } from "../lib/db/schema";
import { readEnv } from "../lib/env";
import { PurserError } from "../lib/errors";
import { newId } from "../lib/ids";
import { close } from "../lib/ledger/close";
import { startHeartbeat } from "../lib/ledger/process";
import { reserve } from "../lib/ledger/reserve";
import { sweep } from "../lib/ledger/sweep";
import { openModels } from "../lib/models/open";
import { setOne } from "../lib/one";
import { askFor, endedAs, expiring } from "./calls";
import { randomOf } from "./random";
import { slotMs } from "./remote-world";
import { admin } from "./world";

const [DATABASE_URL = "", seed = "0", begin = "0", end = "0", codes = "[]"] = process.argv.slice(2);
const random = randomOf(Number(seed));
const price = { input: 1_000_000, output: 1_000_000 };
const vouchers = JSON.parse(codes) as string[];

const say = (line: string) => void writeSync(1, `${line}\n`);
const slot = () => Math.max(0, Math.floor((Date.now() - Number(begin)) / slotMs));
/** Both processes are at the same one in the same moment. */
const current = <T>(list: readonly T[]): T => list[slot() % list.length] as T;

async function call(userId: string): Promise<void> {
  const person = { id: userId, guest: false, groups: [] };
  const wish = { call: { person, key: null, purpose: "chat", model: "m" }, price };
  const ask = askFor({ ...wish, input: 5, output: random.int(1, 20) }, Date.now() + 1500);
  const held = await reserve(ask);
  say(`ack held ${held.id} ${held.credits}`);
  // Some are left to the sweepers of both.
  if (random.chance(0.15)) return;
  const told = { input: 5, output: random.int(0, held.maxOutputTokens) };
  const ended = await close(
    held,
    endedAs("settled", { ...told, charge: "counts", reachedWire: true }),
  );
  const credits = (told.input + told.output) * 1000;
  if (ended.won) say(`ack settled ${held.id} ${credits}`);
}

/** By itself, or the same that the other process gives in this moment: then it is given once. */
async function give(userId: string): Promise<void> {
  const budgets = (await liveAllowances()).filter(({ kind }) => kind === "budget");
  const together = random.chance(0.4);
  const at = slot();
  const allowance = budgets[at % budgets.length];
  if (!allowance) throw new Error("There is a budget");
  const credits = (together ? (at % 9) + 1 : random.int(1, 9)) * 1000;
  const end = Number(begin) + (2 + (at % 5)) * 1000;
  const expiresAt = !together && random.chance(0.5) && end > Date.now() + 500 ? end : null;
  const each = allowance.level === "each-user" ? userId : null;
  const input = { credits, expiresAt, note: null, userId: each };
  const attempt = { userId: "admin", key: `slot-${at}`, digest: JSON.stringify(input) };
  const asked = { viewer: admin, allowance, input, attempt: together ? attempt : null };
  const { id } = await grant(asked);
  say(`ack granted ${id} ${credits}`);
}

async function patch(): Promise<void> {
  const allowance = random.pick(await liveAllowances());
  const input = { amountCredits: 2_000_000 + random.int(0, 9) * 10_000 };
  await patchAllowance({ viewer: admin, allowance, input });
}

async function redeem(people: string[]): Promise<void> {
  const code = current(vouchers);
  const userId = random.pick(people);
  const viewer = { kind: "person", userId, role: "member" } as Parameters<
    typeof redeemVoucher
  >[0]["viewer"];
  const { id } = await redeemVoucher({ viewer, input: { code }, address: newId(), attempt: null });
  say(`ack redeemed ${id} 0`);
}

async function one(people: string[]): Promise<void> {
  const does = random.int(1, 100);
  const userId = current(people);
  const [what, run] =
    does <= 62
      ? ["call", () => call(userId)]
      : does <= 76
        ? ["grant", () => give(userId)]
        : does <= 84
          ? ["patch", patch]
          : does <= 92
            ? ["redeem", () => redeem(people)]
            : does <= 96
              ? ["sweep", () => sweep({ now: Date.now(), judge: async (held) => expiring(held) })]
              : ["tidy", () => tidyAllowances(Date.now())];
  try {
    await run();
    say("ok");
  } catch (error) {
    const isRefusal = error instanceof PurserError && error.code !== "unavailable";
    const { message, cause } = error as Error;
    if (!isRefusal) say(`failed ${what} ${message} ${cause ?? ""}`.replaceAll("\n", " "));
  }
}

setOne("env", readEnv({ NODE_ENV: "test", DATABASE_URL }));
await openDatabase(DATABASE_URL);
await openModels();
await startHeartbeat();
const people = (await db().select({ id: users.id }).from(users)).map(({ id }) => id);
// They begin together.
await pause(Math.max(0, Number(begin) - Date.now()));
const lane = async () => {
  while (Date.now() < Number(end)) await one(people);
};
await Promise.all(Array.from({ length: 6 }, lane));
say("done");
process.exit(0);

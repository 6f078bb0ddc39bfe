import { spawnSync } from "node:child_process";
import { createClient } from "@libsql/client";
import { afterAll, beforeAll, expect, it } from "vitest";
import { testDatabase } from "../../db/testing";
import { openModels } from "../../models/open";
import { bookErrors } from "../testing";
import { audit } from "./audit";
import { clientSource, openSource } from "./source";
import { copier, makeBooks } from "./testing";

testDatabase();

let books: Awaited<ReturnType<typeof makeBooks>>;
let copies: Awaited<ReturnType<typeof copier>>;

beforeAll(async () => {
  await openModels();
  books = await makeBooks();
  copies = await copier();
});
afterAll(() => copies.remove());

async function audited(url: string, now = Date.now()) {
  const source = await openSource(url);
  try {
    return await audit(source, now);
  } finally {
    await source.close();
  }
}

const rolling = "(select id from balances where kind = 'rolling')";
const budget = "(select id from balances where kind = 'period')";
const numbered = (seq: number) => `balance_id = ${rolling} and seq = ${seq}`;
const middle = numbered(3);

/** What is done, which row is named (`table` and a query of its id), and what is said of it. */
type Tampering = [what: string, sql: () => string[], table: string, id: () => string, why: RegExp];

const settled = (which: number) => books.settled[which] ?? { usage: "", reservation: "" };
const call = (which: number) => `select id from usage where id = '${settled(which).usage}'`;

const entry = (what: string, set: string, why = /digest/): Tampering => [
  `entry: ${what}`,
  () => [`update entries set ${set} where ${middle}`],
  "entries",
  () => `select id from entries where ${middle}`,
  why,
];

const usage = (what: string, set: string, why: RegExp): Tampering => [
  `call: ${what}`,
  () => [`update usage set ${set} where id = '${settled(1).usage}'`],
  "usage",
  () => call(1),
  why,
];

const balance = (what: string, set: string, why = /sum of its/): Tampering => [
  `balance: ${what}`,
  () => [`update balances set ${set} where id = ${budget}`],
  "balances",
  () => `select ${budget} as id`,
  why,
];

const adjustment = (what: string, sql: string): Tampering => [
  `adjustment: ${what}`,
  () => [sql],
  "usage",
  () => call(0),
  /adjusted by .* the sum of its adjustments/,
];

const held = (what: string, sql: string, table: string, why: RegExp): Tampering => [
  `reservation: ${what}`,
  () => [sql.replaceAll("?", `'${settled(2).reservation}'`)],
  table,
  () => (table === "usage" ? call(2) : `select '${settled(2).reservation}' as id`),
  why,
];

const tamperings: Tampering[] = [
  entry("amount", "credits = -1"),
  entry("cause", "cause = 'a gift'"),
  entry("actor", "actor_id = 'eve'"),
  entry("time", "created_at = created_at + 1"),
  entry("time at which it leaves the window", "leaves_at = 1"),
  entry("call", "usage_id = null", /a charge of/),
  entry("kind", "kind = 'expiry'", /expiry/),
  entry("amount that is none", "credits = 'much'", /“much”/),
  entry("digest", "digest = 'f'"),
  [
    "entry: one in the middle deleted",
    () => [`delete from entries where ${middle}`],
    "entries",
    () => `select id from entries where ${numbered(4)}`,
    /number 4 follows number 2/,
  ],
  [
    "entry: the last one deleted",
    () => [
      `delete from entries where balance_id = ${rolling} and seq = (
        select max(seq) from entries where balance_id = ${rolling})`,
    ],
    "balances",
    () => `select ${rolling} as id`,
    /last entry/,
  ],
  [
    "entry: two swapped",
    () => [
      `update entries set seq = 99 where ${middle}`,
      `update entries set seq = 3 where ${numbered(4)}`,
      `update entries set seq = 4 where ${numbered(99)}`,
    ],
    "entries",
    () => `select id from entries where ${middle}`,
    /digest/,
  ],
  [
    "entry: one inserted",
    () => [
      `insert into entries select 'zz', balance_id, 99, 'adjustment', 900000, null, null, cause,
        null, null, created_at, digest from entries where ${middle}`,
    ],
    "entries",
    () => "select 'zz' as id",
    /number 99/,
  ],
  [
    "entry: moved to a balance that is not there",
    () => [`update entries set balance_id = '0' where ${middle}`],
    "entries",
    () => "select id from entries where balance_id = '0'",
    /its balance 0 is missing/,
  ],
  balance("granted", "granted_credits = granted_credits + 7"),
  balance("spent", "spent_credits = spent_credits - 7"),
  balance("reserved", "reserved_credits = 0"),
  balance("head of the chain", "digest = 'f'", /digest/),
  balance("number of its last entry", "seq = 9", /said to be number 9/),
  [
    "balance: deleted",
    () => ["delete from balances where kind = 'grant'"],
    "entries",
    () => `select '${books.granted}' as id`,
    /balance .* is missing/,
  ],
  held("hold", "update holds set credits = 1 where reservation_id = ?", "holds", /it holds/),
  held(
    "hold deleted",
    "delete from holds where reservation_id = ?",
    "reservations",
    /holds nothing/,
  ),
  held(
    "opened again",
    "update reservations set state = 'open' where id = ?",
    "reservations",
    /it is open with a time/,
  ),
  held(
    "released after all",
    "update reservations set state = 'released' where id = ?",
    "usage",
    /released/,
  ),
  held("credits", "update reservations set credits = 1 where id = ?", "holds", /it holds/),
  held("price", "update reservations set price = '{}' where id = ?", "usage", /rates/),
  held("deleted", "delete from reservations where id = ?", "usage", /reservation .* is missing/),
  usage("count", "output_tokens = 1", /its counts times its rates/),
  usage("count below 0", "output_tokens = -1", /-1/),
  usage("cost", "cost_credits = 1", /its counts times its rates/),
  usage("no cost", "cost_credits = null", /no cost/),
  usage("rates", `rates = '{"input":0,"output":0}'`, /its counts times its rates/),
  usage("rates that are none", "rates = '['", /names no rates/),
  usage("user", "user_id = 'eve'", /eve/),
  usage("overrun", "overrun = 1", /overrun/),
  usage("no reservation", "reservation_id = null", /without a reservation/),
  [
    "call: deleted",
    () => [`delete from usage where id = '${settled(1).usage}'`],
    "entries",
    () => `select id from entries where usage_id = '${settled(1).usage}'`,
    /call .* is missing/,
  ],
  held(
    "for two calls",
    "update usage set reservation_id = ? where cost_credits > 0",
    "reservations",
    /5 calls/,
  ),
  adjustment("removed", "delete from adjustments"),
  adjustment("of another amount", "update adjustments set credits = 1"),
  adjustment("its figure", "update usage set adjusted_credits = 0 where adjusted_credits > 0"),
];

it("finds nothing in books that are right", async () => {
  expect(await bookErrors()).toEqual([]);
});

it.each(tamperings)("names the row that was tampered with: %s", async (...tampering) => {
  const [, sql, table, id, why] = tampering;
  const { url, shell } = await copies.copy();
  for (const statement of sql()) shell.exec(statement);
  const ids = shell.prepare(`/* shell */ ${id()}`).all([]) as { id: string }[];
  shell.close();
  const { findings, wrong } = await audited(url);
  expect(wrong).toBeGreaterThan(0);
  const [first] = findings;
  expect(first?.table).toBe(table);
  const named = table === "holds" ? first?.id.split(" ")[0] : first?.id;
  expect(ids.map((row) => row.id)).toContain(named);
  expect(`${first?.wrong} ${first?.right}`).toMatch(why);
});

it("names a hold that nobody has swept", async () => {
  const { url, shell } = await copies.copy();
  shell.close();
  const { findings } = await audited(url, Date.now() + 3_600_000);
  expect(findings).toMatchObject([{ table: "reservations", id: books.open.id }]);
});

it("reads a database over the wire in pages, to the same end", async () => {
  const { url, shell } = await copies.copy();
  shell.exec("update balances set spent_credits = 1 where kind = 'rolling'");
  shell.close();
  const source = await clientSource(createClient({ url, intMode: "bigint" }));
  const paged = await audit(source, Date.now());
  await source.close();
  expect(paged.findings).toEqual((await audited(url)).findings);
  expect(paged.wrong).toBe(1);
});

it("ends the command with 0 or 1, and one line that says which", async () => {
  const { url, shell } = await copies.copy();
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ["--import", "tsx", "scripts/audit.ts", ...args], {
      env: { NODE_ENV: "test", DATABASE_URL: url },
      encoding: "utf8",
    });
  const right = run();
  expect(right.stdout).toMatch(/^\d+ entries of 3 balances: all right\. [\d.]+ (ms|s)\n$/);
  expect(right.status).toBe(0);
  shell.exec(`update usage set cost_credits = 1 where id = '${settled(1).usage}'`);
  shell.close();
  const wrong = run();
  expect(wrong.stdout).toContain(`The first: usage ${settled(1).usage}: it cost 0.0000001 cents`);
  expect(wrong.status).toBe(1);
  const json = JSON.parse(run("--json").stdout);
  expect(json.findings[0]).toMatchObject({ table: "usage", id: settled(1).usage });
});

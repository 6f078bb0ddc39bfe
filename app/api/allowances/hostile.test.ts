import { afterAll, beforeAll, expect, it } from "vitest";
import { drawOn } from "@/lib/allowances/balances";
import type { Allowance } from "@/lib/allowances/choose";
import { allAllowances } from "@/lib/allowances/list";
import { makeAllowance } from "@/lib/allowances/testing";
import { signedInCookie } from "@/lib/auth/testing";
import { db } from "@/lib/db/client";
import { allowanceRequests, balances, entries, prices, vouchers } from "@/lib/db/schema";
import { makeUser, testDatabase } from "@/lib/db/testing";
import type { Handler } from "@/lib/http/route";
import { newId } from "@/lib/ids";
import { bookErrors } from "@/lib/ledger/testing";
import { openModels } from "@/lib/models/open";
import { POST as grantRequest } from "../allowance-requests/[id]/grant/route";
import { PUT as putModel } from "../models/[...id]/route";
import { POST as makeVouchers } from "../vouchers/route";
import { POST as grant } from "./[id]/grants/route";
import { POST as ask } from "./[id]/requests/route";
import { PATCH } from "./[id]/route";
import { POST } from "./route";

testDatabase();
afterAll(async () => expect(await bookErrors()).toEqual([]));

/** As they stand in JSON. None is an amount, in dollars or in credits. */
const hostile = `
  -1 -0.5 -1e-9 -9007199254740991 -9007199254740993 1e400 -1e400 1e308 1e21 9007199254740993
  18446744073709551616 1e-10 0.0000000001 1.0000000001 5e-324 "1.0000000001" "0.0000000001" "-1"
  "-0" "+1" "1e3" "1E9" "1e-9" "0x10" "0b1" "1_000" "1,5" "1,000.00" "1 000" "$1" "1$" "1 USD" ""
  " " "." "1." ".5" "1..2" "1.2.3" "NaN" "Infinity" "-Infinity" "null" "undefined" "true" "١٢"
  "１" "½" "१.५" "1\\u200b" "1\\u0000" "1;2" "1' or '1'='1" "{{1}}" "99999999999999999"
  "9007199.254740993" "00000000000000000001" true false [] [1] {} {"a":1} {"valueOf":"1"}
  ["1","2"] [[]] {"__proto__":1}`;

/** One word each; only the strings have spaces in them. */
const values = [...hostile.matchAll(/"(?:[^"\\]|\\.)*"(?=[\s\n]|$)|[^\s"]\S*(?:"[^\s]*)?/g)].map(
  ([word]) => word,
);

/** Whole dollars and numbers of dollars with decimals are no credits. */
const notCredits = ["1.5", '"1"', '"12"', "0.1", "null"];

type Amount = { name: string; handler: Handler; params: object; body: (amount: string) => string };

let cookie = "";
let member = "";
let amounts: Amount[] = [];
let allowance: Allowance;

beforeAll(async () => {
  await openModels();
  cookie = await signedInCookie(await makeUser("admin"));
  const userId = await makeUser();
  member = await signedInCookie(userId);
  allowance = await makeAllowance({ level: "user", subjectId: userId, amountCredits: 1000 });
  await drawOn([{ allowance, subject: "" }], Date.now());
  const id = newId();
  const asked = { id, userId, allowanceId: allowance.id, state: "open" as const, createdAt: 1 };
  await db().insert(allowanceRequests).values(asked);
  const params = { id: allowance.id };
  const made = `"name":"N","kind":"budget","level":"instance","window":"none"`;
  amounts = [
    { name: "allowance", handler: POST, params: {}, body: (amount) => `{${made},${amount}}` },
    { name: "change", handler: PATCH, params, body: (amount) => `{${amount}}` },
    { name: "grant", handler: grant, params, body: (amount) => `{${amount}}` },
    { name: "request", handler: ask, params, body: (amount) => `{${amount}}` },
    { name: "granted request", handler: grantRequest, params: { id }, body: (a) => `{${a}}` },
    {
      name: "voucher",
      handler: makeVouchers,
      params: {},
      body: (amount) => `{"allowance_id":"${allowance.id}",${amount}}`,
    },
  ];
});

async function send({ name, handler, params }: Amount, body: string): Promise<number> {
  const request = new Request("http://purser.test/api/x", {
    method: handler === PATCH ? "PATCH" : "POST",
    headers: {
      cookie: name === "request" ? member : cookie,
      host: "purser.test",
      "sec-fetch-site": "same-origin",
      "content-type": "application/json",
    },
    body,
  });
  return (await handler(request, { params: Promise.resolve(params) })).status;
}

/** All money there is, and all that was written of it. */
async function books(): Promise<string> {
  const all = await Promise.all([
    db().select().from(balances),
    db().$count(entries),
    db().select().from(allowanceRequests),
    db().$count(vouchers),
    db().$count(prices),
    allAllowances(),
  ]);
  return JSON.stringify(all);
}

it("no hostile value in any amount is taken, fails the server, or moves money", async () => {
  expect(values.length).toBeGreaterThanOrEqual(60);
  for (const value of values) {
    if (!/e400/.test(value)) expect(() => JSON.parse(value), value).not.toThrow();
  }
  const before = await books();
  const wrong: string[] = [];
  for (const amount of amounts) {
    const fields =
      amount.name === "change" ? ["credits", "usd", "amount_credits"] : ["credits", "usd"];
    for (const field of fields) {
      const tried = field === "usd" ? values : [...values, ...notCredits];
      for (const value of tried) {
        const status = await send(amount, amount.body(`"${field}":${value}`));
        if (status !== 422) wrong.push(`${amount.name} ${field} ${value}: ${status}`);
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(await books()).toBe(before);
});

it("nor in a price", async () => {
  const before = await books();
  const wrong: string[] = [];
  const model = { name: "price", handler: putModel, params: { id: ["demo", "price"] } };
  for (const value of values) {
    for (const price of [`{"input":${value},"output":1}`, `{"input":1,"output":${value}}`]) {
      const status = await send({ ...model, body: () => "" }, `{"price":${price}}`);
      if (status < 400 || status >= 500) wrong.push(`${price}: ${status}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(await books()).toBe(before);
});

it("nor in a time, nor what would be more than can be counted", async () => {
  const before = await books();
  const times = ["-1", "1", "9007199254740991", "8640000000000001", "1.5", '"tomorrow"', "1e400"];
  const grants = amounts.filter(({ name }) => /grant|voucher/.test(name));
  for (const amount of grants) {
    for (const time of times) {
      const body = amount.body(`"credits":1,"expires_at":${time}`);
      expect(await send(amount, body), `${amount.name} ${time}`).toBe(422);
    }
  }
  const most = amounts.filter(({ name }) => name === "grant");
  for (const amount of most) {
    expect(await send(amount, amount.body(`"credits":${Number.MAX_SAFE_INTEGER}`))).toBe(422);
  }
  expect(await books()).toBe(before);
});

it("while an amount is taken in each of them, once it is one", async () => {
  for (const amount of amounts.filter(({ name }) => name !== "request")) {
    const field = amount.name === "change" ? '"amount_credits":5000' : '"usd":"1.000000001"';
    expect(await send(amount, amount.body(field)), amount.name).toBeLessThan(300);
  }
  const model = { name: "price", handler: putModel, params: { id: ["demo", "price"] } };
  const price = `{"price":{"input":"0.0375","output":0.15}}`;
  expect(await send({ ...model, body: () => "" }, price)).toBe(200);
});

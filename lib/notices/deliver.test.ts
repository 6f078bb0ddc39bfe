import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterEach, expect, it } from "vitest";
import { usualConfig } from "../config";
import { db } from "../db/client";
import { deliveries } from "../db/schema";
import { testDatabase } from "../db/testing";
import { readEnv } from "../env";
import { newId } from "../ids";
import { one, setOne } from "../one";
import { deliverDue, forgetDeliveries } from "./deliver";
import type { Delivery } from "./delivery";
import { webhookKey } from "./webhook";

testDatabase();

const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const key = webhookKey(secret) ?? Buffer.alloc(0);
const minute = 60_000;
const day = 24 * 60 * minute;
const ends: (() => Promise<unknown> | unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  await db().delete(deliveries);
});

type Heard = { headers: IncomingHttpHeaders; body: string; url: string };

/** A real server that answers as told, and keeps what it heard. */
async function receiver(answer: (response: ServerResponse, heard: Heard) => void) {
  const heard: Heard[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const one = {
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
      url: request.url ?? "",
    };
    heard.push(one);
    answer(response, one);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  ends.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  setOne("config", { ...usualConfig, notices: { thresholds: [50], webhook: { url, key } } });
  return { url, heard };
}

async function queue(over: Partial<Delivery> & Pick<Delivery, "channel" | "target">) {
  const now = Date.now();
  const row = { id: newId(), payload: { type: "t", data: {} }, nextAt: now, createdAt: now };
  const [made] = await db()
    .insert(deliveries)
    .values({ ...row, ...over })
    .returning();
  if (!made) throw new Error("a row was inserted");
  return made;
}

const stateOf = async ({ id }: Delivery) =>
  (await db().select().from(deliveries)).find((row) => row.id === id);

it("is signed so that whoever has the secret can tell who said it, and when", async () => {
  const { url, heard } = await receiver((response) => response.writeHead(204).end());
  const payload = { type: "allowance.threshold_reached", data: { threshold: 80 } };
  const delivery = await queue({ channel: "webhook", target: url, payload });
  await deliverDue();
  expect(await stateOf(delivery)).toMatchObject({ attempts: 1, nextAt: null, error: null });
  const { headers, body } = heard[0] ?? expect.fail("it was called");
  expect(JSON.parse(body)).toEqual(payload);
  expect(headers["webhook-id"]).toBe(delivery.id);
  const seconds = Number(headers["webhook-timestamp"]);
  expect(Math.abs(seconds - Date.now() / 1000)).toBeLessThan(60);
  const mac = createHmac("sha256", Buffer.alloc(32, 7));
  const expected = mac.update(`${delivery.id}.${seconds}.${body}`).digest("base64");
  expect(headers["webhook-signature"]).toBe(`v1,${expected}`);
});

it("is tried again, later each time, with the same id, and given up after a day", async () => {
  const { url, heard } = await receiver((response) => response.writeHead(503).end());
  const delivery = await queue({ channel: "webhook", target: url });
  let now = delivery.createdAt;
  const gaps: number[] = [];
  for (let tries = 1; tries < 30; tries++) {
    await deliverDue(now);
    const { nextAt, attempts } = (await stateOf(delivery)) ?? {};
    expect(attempts).toBe(tries);
    if (nextAt === null || nextAt === undefined) break;
    gaps.push(nextAt - now);
    await deliverDue(nextAt - 1);
    now = nextAt;
  }
  expect(gaps.slice(0, 4)).toEqual([30_000, 2 * minute, 10 * minute, 30 * minute]);
  expect(gaps).toEqual(gaps.toSorted((a, b) => a - b));
  expect(now - delivery.createdAt).toBeGreaterThanOrEqual(day);
  expect(now - delivery.createdAt).toBeLessThan(1.3 * day);
  expect(await stateOf(delivery)).toMatchObject({ nextAt: null, deliveredAt: null });
  expect((await stateOf(delivery))?.error).toContain("503");
  expect(new Set(heard.map(({ headers }) => headers["webhook-id"]))).toEqual(
    new Set([delivery.id]),
  );
});

it("goes to no other address: a redirect is a failure", async () => {
  const { url, heard } = await receiver((response) =>
    response.writeHead(307, { location: "/elsewhere" }).end(),
  );
  const delivery = await queue({ channel: "webhook", target: url });
  await deliverDue();
  expect(heard.map((each) => each.url)).toEqual(["/hook"]);
  expect((await stateOf(delivery))?.error).toContain("307");
  const old = await queue({ channel: "webhook", target: `${url}/before` });
  await deliverDue();
  expect(await stateOf(old)).toMatchObject({ nextAt: null, deliveredAt: null });
  expect(heard).toHaveLength(1);
});

it("one that hangs delays nobody, and is cut after ten seconds", { timeout: 20_000 }, async () => {
  let hung: ServerResponse | null = null;
  const { url } = await receiver((response) => {
    if (hung) response.writeHead(200).end();
    else hung = response;
  });
  const hanging = await queue({ channel: "webhook", target: url });
  const first = deliverDue();
  await expect.poll(() => hung !== null).toBe(true);
  const other = await queue({ channel: "webhook", target: url });
  const started = performance.now();
  await deliverDue();
  expect((await stateOf(other))?.deliveredAt).not.toBeNull();
  expect(performance.now() - started).toBeLessThan(2000);
  await first;
  expect(performance.now() - started).toBeLessThan(12_000);
  expect((await stateOf(hanging))?.error).toMatch(/timeout|aborted/i);
});

it("of several who look at the same time one tells", async () => {
  const { url, heard } = await receiver((response) => response.writeHead(200).end());
  await queue({ channel: "webhook", target: url });
  const now = Date.now();
  await Promise.all(Array.from({ length: 8 }, () => deliverDue(now)));
  expect(heard).toHaveLength(1);
});

it("sends mail by SMTP, and again where the server was not there", async () => {
  const mails: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData: async (stream, session, callback) => {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk);
      const to = session.envelope.rcptTo.map(({ address }) => address).join();
      mails.push(`${to}\n${Buffer.concat(chunks)}`);
      callback();
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ends.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const { port } = server.server.address() as AddressInfo;
  const before = one("env", () => readEnv({}));
  ends.push(() => setOne("env", before));
  const mailing = (at: number) =>
    setOne("env", {
      ...before,
      SMTP_URL: `smtp://127.0.0.1:${at}`,
      SMTP_FROM: "Purser <p@example.com>",
    });
  const payload = { subject: "80 % of “Default” is spent", text: "It refills at 00:00 UTC.\n" };
  mailing(1);
  const delivery = await queue({ channel: "email", target: "ann@example.com", payload });
  await deliverDue();
  expect(await stateOf(delivery)).toMatchObject({ attempts: 1, deliveredAt: null });
  mailing(port);
  await deliverDue((await stateOf(delivery))?.nextAt ?? 0);
  expect(await stateOf(delivery)).toMatchObject({ attempts: 2, nextAt: null, error: null });
  expect(mails).toHaveLength(1);
  expect(mails[0]).toMatch(/^ann@example.com\n/);
  expect(mails[0]).toContain("From: Purser <p@example.com>");
  expect(mails[0]).toContain("It refills at 00:00 UTC.");
});

it("forgets what was told a month ago", async () => {
  await queue({ channel: "email", target: "a@example.com", nextAt: null, createdAt: 1 });
  const kept = await queue({ channel: "email", target: "a@example.com", nextAt: null });
  await forgetDeliveries(Date.now());
  expect((await db().select().from(deliveries)).map(({ id }) => id)).toEqual([kept.id]);
});

it("takes no secret that is too short, or another shape", () => {
  for (const wrong of ["", "secret", "whsec_", "whsec_c2hvcnQ=", "whsec_***"]) {
    expect(webhookKey(wrong)).toBeNull();
  }
});

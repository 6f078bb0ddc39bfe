import { sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { testModel, testUpstream } from "../conversations/testing";
import { db } from "../db/client";
import { bookErrors } from "../ledger/testing";
import { retryUnwritten } from "../metering/closing";
import { chat, fronts, makeKey, readChunks } from "./testing";

const upstream = testUpstream();
const by = fronts();

beforeEach(() => upstream().reset());
afterEach(async () => {
  vi.restoreAllMocks();
  expect(await bookErrors()).toEqual([]);
});

const completions = "/v1/chat/completions";
const asked = (script: object) => ({
  model: testModel,
  messages: [{ role: "user", content: `@upstream ${JSON.stringify(script)} Hello` }],
  stream: true,
  stream_options: { include_usage: true },
});

it("an answer that is here whole goes out whole, with its usage and its end", async () => {
  const { key } = await makeKey();
  const reply = await by.node(completions, chat(key, asked({ tokens: 12, text: "@unicode" })));
  const text = await reply.text();
  expect(reply.headers.get("content-length")).toBe(String(Buffer.byteLength(text)));
  const [truth] = upstream().calls();
  expect(readChunks(text)).toMatchObject({
    done: true,
    text: truth?.text_true,
    usage: { completion_tokens: 12 },
  });
});

it("one that comes over time goes out as it comes", async () => {
  const { key } = await makeKey();
  const reply = await by.node(completions, chat(key, asked({ tokens: 4, rate: 40 })));
  expect(reply.headers.get("content-length")).toBeNull();
  expect(readChunks(await reply.text())).toMatchObject({ done: true, error: null });
});

it("where its close cannot be saved, what came is passed on, and no end", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const { key } = await makeKey();
  await db().run(
    sql.raw("create trigger broken before insert on usage begin select raise(abort, 'disk'); end"),
  );
  const reply = await by.node(completions, chat(key, asked({ tokens: 12 })));
  const read = readChunks(await reply.text());
  await db().run(sql.raw("drop trigger broken"));
  await retryUnwritten();
  const [truth] = upstream().calls();
  expect(reply.status).toBe(200);
  expect(read).toMatchObject({ done: false, text: truth?.text_true });
  expect(read.error?.message).toMatch(/could not be saved/);
});

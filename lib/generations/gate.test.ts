import { beforeEach, expect, it } from "vitest";
import { countRequest } from "../auth/count-request";
import { readEnv } from "../env";
import { PurserError } from "../errors";
import { newId } from "../ids";
import { setOne } from "../one";
import { throughGate } from "./gate";
import { goLive, leaveLive, newGeneration } from "./live";

const limited = (variables: Record<string, string>) => setOne("env", readEnv(variables));
const ended: (() => void)[] = [];

/** Enters as a send does: takes a while, then is live, or is refused. */
function send(userId: string, admit = true): Promise<void> {
  return throughGate(userId, async () => {
    await new Promise((resolve) => setImmediate(resolve));
    if (!admit) throw new PurserError("allowance_exhausted", "no room");
    const generation = newGeneration({
      conversationId: newId(),
      responseId: newId(),
      userId,
      model: "demo",
    });
    goLive(generation);
    ended.push(() => leaveLive(generation));
  });
}

const codes = (results: PromiseSettledResult<void>[]) =>
  results.map((result) => (result.status === "fulfilled" ? "in" : result.reason.code));

const person = (userId: string, keyRequestsPerMinute: number | null = null) => ({
  userId,
  keyId: keyRequestsPerMinute === null ? null : `key of ${userId}`,
  keyRequestsPerMinute,
});

beforeEach(() => {
  for (const end of ended.splice(0)) end();
});

it("lets just the limit in when all come at once", async () => {
  limited({ PURSER_STREAMS_PER_PERSON: "5" });
  const results = codes(await Promise.allSettled(Array.from({ length: 50 }, () => send("a"))));
  expect(results.filter((code) => code === "in")).toHaveLength(5);
  expect(results.filter((code) => code === "rate_limited")).toHaveLength(45);
});

it("turns nobody away because of sends that are refused for another reason", async () => {
  limited({ PURSER_STREAMS_PER_PERSON: "5" });
  const sends = Array.from({ length: 50 }, (_, n) => send("b", n % 10 === 9));
  const results = codes(await Promise.allSettled(sends));
  expect(results.filter((code) => code === "in")).toHaveLength(5);
  expect(results.filter((code) => code === "allowance_exhausted")).toHaveLength(45);
});

it("counts each person alone, and again when an answer ends", async () => {
  limited({ PURSER_STREAMS_PER_PERSON: "1" });
  await Promise.all([send("c"), send("d")]);
  await expect(send("c")).rejects.toMatchObject({ code: "rate_limited" });
  for (const end of ended.splice(0)) end();
  await send("c");
});

it("counts requests in a minute", async () => {
  limited({ PURSER_REQUESTS_PER_MINUTE: "3" });
  const results = await Promise.allSettled(
    Array.from({ length: 5 }, () => countRequest(person("e"))),
  );
  expect(codes(results)).toEqual(["in", "in", "in", "rate_limited", "rate_limited"]);
  await expect(countRequest(person("e"))).rejects.toMatchObject({
    retryAfterSeconds: expect.any(Number),
  });
  await countRequest(person("f"));
});

it("knows no limit at 0", async () => {
  limited({ PURSER_REQUESTS_PER_MINUTE: "0", PURSER_STREAMS_PER_PERSON: "0" });
  await Promise.all(Array.from({ length: 50 }, () => send("g")));
  await Promise.all(Array.from({ length: 50 }, () => countRequest(person("g"))));
});

it("counts the calls of a key beside those of its user, by the limit it has now", async () => {
  limited({ PURSER_REQUESTS_PER_MINUTE: "5" });
  const send = (limit: number | null) => countRequest(person("h", limit));
  expect(codes(await Promise.allSettled([send(2), send(2), send(2)]))).toEqual([
    "in",
    "in",
    "rate_limited",
  ]);
  await send(4);
  await send(null);
  await expect(send(null)).rejects.toMatchObject({ code: "rate_limited" });
});

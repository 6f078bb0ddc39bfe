import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startUpstream, type Upstream } from "./server";
import { askRaw, EIGHT, playFault, request, THREE } from "./testing";
import { dnsFailUrl, refusedUrl, startTlsGarbage } from "./unreachable";

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream();
});
afterAll(() => upstream.close());
beforeEach(() => upstream.reset());

const play = (fault: string, script: object = {}, over: object = {}) =>
  playFault(upstream, fault, script, over);

const unfinished = { finish: [], usages: [], done: 0 };

describe("U1 to U4: before the first byte", () => {
  test("addresses that cannot be reached", async () => {
    const cause = async (url: string) => {
      const asked = fetch(`${url}/models`);
      const error = await asked.then(
        () => null,
        (thrown: { cause: { code: string } }) => thrown,
      );
      return error?.cause.code;
    };
    expect(await cause(await refusedUrl())).toBe("ECONNREFUSED");
    expect(await cause(dnsFailUrl)).toMatch(/ENOTFOUND|EAI_AGAIN/);
    const garbage = await startTlsGarbage();
    expect(await cause(garbage.url)).toMatch(/SSL/);
    await garbage.close();
  });

  test.each([
    ["reset-before-headers", "reset"],
    ["close-before-headers", "fin"],
    ["stall-headers", "open"],
  ] as const)("%s", async (fault, ended) => {
    const { reply, call } = await play(fault);
    expect(reply).toMatchObject({ status: null, ended });
    expect(reply.body).toHaveLength(0);
    expect(call).toMatchObject({ status: null, completion_tokens_sent: 0 });
  });

  test.each([
    ["bad-key", 401],
    ["forbidden", 403],
    ["rate-limit", 429],
    ["quota", 429],
    ["server-error", 500],
    ["bad-gateway", 502],
    ["unavailable", 503],
    ["overloaded", 529],
  ])("%s", async (fault, status) => {
    const { reply, call } = await play(fault);
    expect(reply).toMatchObject({ status, complete: true });
    expect(reply.headers).not.toHaveProperty("retry-after");
    expect(call).toMatchObject({ status, completion_tokens_sent: 0, usage_reported: null });
    expect(upstream.totals().prompt_tokens).toBe(0);
  });

  test("retry-after, own headers, any status", async () => {
    const limited = await play("rate-limit", { retry_after: 7, headers: { "x-own": "yes" } });
    expect(limited.reply.headers).toMatchObject({ "retry-after": "7", "x-own": "yes" });
    const teapot = await askRaw(upstream.port, request({ status: 418 }));
    expect(teapot.status).toBe(418);
    expect(teapot.body.toString()).toContain('"code":"status_418"');
  });
});

describe("U5: an error after 200", () => {
  test.each([
    ["error-event", 0],
    ["error-event-done", 1],
    ["error-named-event", 0],
    ["error-in-chunk", 0],
  ])("%s", async (fault, done) => {
    const late = await play(fault);
    expect(late).toMatchObject({ text: THREE, usages: [], done });
    expect(late.data.at(-1 - done)).toContain('"error":{');
    expect(late.reply).toMatchObject({ complete: true, ended: "fin" });
    const first = await play(fault, { after: "start" });
    expect(first.data[0]).toContain('"error":{');
    expect(first.call.completion_tokens_sent).toBe(0);
    expect(late.reply.body.includes("event: error")).toBe(fault === "error-named-event");
  });
});

describe("U6 to U8: breaks", () => {
  test("eof, in each of the ways a connection ends", async () => {
    const ended = { end: ["fin", true], fin: ["fin", false], reset: ["reset", false] } as const;
    for (const [close, [how, complete]] of Object.entries(ended)) {
      const seen = await play("eof", { close });
      expect(seen).toMatchObject({ text: THREE, ...unfinished, broken: 0 });
      expect(seen.reply).toMatchObject({ ended: how, complete });
      expect(seen.call.completion_tokens_sent).toBe(3);
    }
    const role = await play("eof", { after: 0 });
    expect(role.data).toHaveLength(1);
    const none = await play("eof", { after: "start" });
    expect(none.reply).toMatchObject({ status: 200, complete: true });
    expect(none.reply.body).toHaveLength(0);
    const half = await play("eof", { after: undefined });
    expect(half.call.completion_tokens_sent).toBe(4);
  });

  test("eof inside an event", async () => {
    const frame = await play("eof-mid-frame");
    expect(frame).toMatchObject({ text: THREE, ...unfinished, broken: 1 });
    const utf8 = await play("eof-mid-utf8");
    expect(utf8.reply.body.subarray(-2)).toEqual(Buffer.from("🎉").subarray(0, 2));
    expect(utf8).toMatchObject({ text: THREE, ...unfinished });
    const blank = await play("eof-no-blank-line");
    expect(blank.reply.body.toString()).toMatch(/[^\n]\n$/);
    for (const seen of [frame, utf8, blank]) expect(seen.call.completion_tokens_sent).toBe(3);
  });

  test("eof after the finish", async () => {
    const finished = await play("eof-after-finish");
    expect(finished).toMatchObject({ text: EIGHT, finish: ["stop"], usages: [], done: 0 });
    expect(finished.call.usage_reported).toBeNull();
    const counted = await play("eof-before-done");
    expect(counted).toMatchObject({ text: EIGHT, finish: ["stop"], done: 0 });
    expect(counted.usages).toHaveLength(1);
  });

  test("reset", async () => {
    const seen = await play("reset");
    expect(seen).toMatchObject({ text: THREE, ...unfinished });
    expect(seen.reply).toMatchObject({ ended: "reset", complete: false });
    expect(seen.call.client_closed_at).toBeNull();
  });

  test("stall", async () => {
    const seen = await play("stall");
    expect(seen).toMatchObject({ text: THREE, ...unfinished });
    expect(seen.reply.ended).toBe("open");
    expect(await upstream.wait({ closed: 1 })).toBe(true);
    const first = await play("stall", { after: "start" });
    expect(first.reply).toMatchObject({ status: 200, ended: "open" });
    expect(first.reply.body).toHaveLength(0);
  });

  test("drip, heartbeats", async () => {
    const seen = await play("drip", { drip_ms: 20 });
    expect(seen).toMatchObject({ text: THREE, broken: 1 });
    expect(seen.reply.chunks.at(-1)).toHaveLength(1);
    const beats = await play("heartbeats", { drip_ms: 20 });
    expect(beats).toMatchObject({ text: THREE, broken: 0, ...unfinished });
    expect(beats.reply.body.toString().match(/: still here/g)?.length).toBeGreaterThan(2);
  });
});

describe("U6 to U8: breaks of a whole body", () => {
  test.each(["eof", "eof-mid-frame", "reset", "stall"])("%s of a whole body", async (fault) => {
    const { reply } = await play(fault, {}, { stream: false });
    expect(reply.complete).toBe(false);
    expect(reply.body.length).toBe(Math.floor(Number(reply.headers["content-length"]) / 2));
    const ends = { reset: "reset", stall: "open" };
    expect(reply.ended).toBe(ends[fault as keyof typeof ends] ?? "fin");
  });
});

describe("U9: past the limit", () => {
  test("endless", async () => {
    const { call, done } = await play("endless", { delay_ms: 5 }, { max_tokens: 10 });
    expect(done).toBe(0);
    expect(call.completion_tokens_sent).toBeGreaterThan(15);
    await upstream.wait({ closed: 1 });
    expect(upstream.totals().client_closed).toBe(1);
  });

  test("over the limit, with true and with huge usage", async () => {
    const seen = await play("over-limit", {}, { max_tokens: 4 });
    expect(seen).toMatchObject({ text: EIGHT, finish: ["stop"], done: 1 });
    expect(seen.usages[0]).toMatchObject({ completion_tokens: 8 });
    const huge = await play("over-limit-huge-usage", {}, { max_tokens: 4 });
    expect(huge.usages[0]).toMatchObject({ completion_tokens: 1e9 });
    expect(huge.call.completion_tokens_sent).toBe(8);
  });
});

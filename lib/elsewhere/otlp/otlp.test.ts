import { gzipSync } from "node:zlib";
import { eq } from "drizzle-orm";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { makeAllowance } from "../../allowances/testing";
import { makePerson } from "../../auth/testing";
import { db } from "../../db/client";
import { usage } from "../../db/schema";
import { testDatabase } from "../../db/testing";
import { PurserError } from "../../errors";
import { bookErrors } from "../../ledger/testing";
import { openModels } from "../../models/open";
import { getTrace } from "../../usage/trace";
import { traceJson } from "../../usage/trace-json";
import { exportReply, readExport } from "./http";
import { decodeReply, encodeRequest } from "./messages";
import { takeSpans } from "./take";

testDatabase();
beforeAll(() => openModels());

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const nano = (ms: number) => String(BigInt(ms) * 1_000_000n);
const now = Date.now();

type Value = string | number;
const attribute = (key: string, value: Value) => ({
  key,
  value: typeof value === "string" ? { stringValue: value } : { intValue: String(value) },
});

function span(id: number, parent: number | null, attributes: Record<string, Value>, over = {}) {
  return {
    traceId,
    spanId: id.toString(16).padStart(16, "0"),
    ...(parent !== null && { parentSpanId: parent.toString(16).padStart(16, "0") }),
    name: `span ${id}`,
    startTimeUnixNano: nano(now - 5_000),
    endTimeUnixNano: nano(now - 4_000),
    attributes: Object.entries(attributes).map(([key, value]) => attribute(key, value)),
    ...over,
  };
}

const chat = (input: number, output: number, more: Record<string, Value> = {}) => ({
  "gen_ai.operation.name": "chat",
  "gen_ai.request.model": "demo",
  "gen_ai.usage.input_tokens": input,
  "gen_ai.usage.output_tokens": output,
  ...more,
});

const batch = (...spans: object[]) => ({ resourceSpans: [{ scopeSpans: [{ spans }] }] });

const hex = (id: string) => Buffer.from(id, "hex");
/** The same batch as the protobuf form has it: ids are bytes. */
function encoded(...spans: ReturnType<typeof span>[]): Uint8Array {
  const bytes = spans.map(({ traceId, spanId, parentSpanId, ...rest }) => ({
    ...rest,
    traceId: hex(traceId),
    spanId: hex(spanId),
    ...(parentSpanId && { parentSpanId: hex(parentSpanId) }),
  }));
  return encodeRequest(batch(...bytes));
}

async function spender() {
  const viewer = await makePerson();
  await makeAllowance({ level: "user", subjectId: viewer.userId, window: "none" });
  const rows = () => db().select().from(usage).where(eq(usage.userId, viewer.userId));
  return { viewer, rows };
}

const posted = (body: BodyInit, headers: Record<string, string>) =>
  new Request("http://purser.test/v1/traces", { method: "POST", body, headers });
const protobuf = { "content-type": "application/x-protobuf" };

test("an agent, its calls and its tools become one tree, by JSON, protobuf and gzip alike", async () => {
  const spans = [
    span(1, null, chat(30, 20, { "gen_ai.operation.name": "invoke_agent" })),
    span(2, 1, chat(10, 5, { "gen_ai.usage.cache_read.input_tokens": 4 })),
    span(3, 1, { "gen_ai.operation.name": "execute_tool" }),
    span(4, 3, chat(20, 15, { "gen_ai.response.model": "demo-2026" })),
  ];
  const requests = [
    posted(JSON.stringify(batch(...spans)), { "content-type": "application/json" }),
    posted(Buffer.from(encoded(...spans)), protobuf),
    posted(gzipSync(encoded(...spans)), { ...protobuf, "content-encoding": "gzip" }),
  ];
  for (const request of requests) {
    const { viewer } = await spender();
    const { format, body } = await readExport(request);
    expect(await takeSpans({ viewer, request: body })).toEqual({});
    const json = traceJson(await getTrace({ viewer, id: traceId }));
    expect(json).toMatchObject({ cost_credits: 30 * 100 + 20 * 400, input_tokens: 30 });
    expect(json.spans.map(({ name, depth, cost_credits }) => [name, depth, cost_credits])).toEqual([
      ["span 1", 0, 0],
      ["span 2", 1, 3_000],
      ["span 3", 1, null],
      ["span 4", 2, 8_000],
    ]);
    expect(format).toBe(
      request.headers.get("content-type") === "application/json" ? "json" : "protobuf",
    );
  }
  expect(await bookErrors()).toEqual([]);
});

test("the names of older conventions are read as well", async () => {
  const { viewer, rows } = await spender();
  const older: Record<string, Value>[] = [
    {
      "gen_ai.request.model": "demo",
      "gen_ai.usage.prompt_tokens": 7,
      "gen_ai.usage.completion_tokens": 3,
    },
    { "llm.model_name": "demo", "llm.token_count.prompt": 7, "llm.token_count.completion": 3 },
    {
      "gen_ai.response.model": "demo",
      "gen_ai.usage.input_tokens": 7,
      "gen_ai.usage.output_tokens": 3,
    },
  ];
  const request = batch(...older.map((attributes, at) => span(at + 1, null, attributes)));
  expect(await takeSpans({ viewer, request })).toEqual({});
  expect((await rows()).map((row) => row.costCredits)).toEqual([1_900, 1_900, 1_900]);
});

test("a span that cannot be is refused in words, and the others are taken", async () => {
  const { viewer, rows } = await spender();
  const spans = [
    span(1, null, chat(5, 5)),
    span(2, null, chat(-1, 5)),
    span(3, null, chat(5, 5), { traceId: "nonsense" }),
    span(1, null, chat(5, 6)),
    span(4, null, chat(5, 5, { "purser.purpose": "nothing-like-it" })),
  ];
  const { partialSuccess } = await takeSpans({ viewer, request: batch(...spans) });
  expect(partialSuccess?.rejectedSpans).toBe("4");
  expect(partialSuccess?.errorMessage).toContain("gen_ai.usage.input_tokens is a whole number");
  expect(partialSuccess?.errorMessage).toContain("32 hex digits");
  expect(partialSuccess?.errorMessage).toContain("told of before with other figures");
  expect(await rows()).toHaveLength(1);
  const reply = exportReply("protobuf", {
    partialSuccess: partialSuccess ?? { rejectedSpans: "0", errorMessage: "" },
  });
  expect(decodeReply(new Uint8Array(await reply.arrayBuffer()))).toEqual({ partialSuccess });
});

test("late spans, and those of models that are not here, are kept and shown", async () => {
  const { viewer, rows } = await spender();
  const long = { startTimeUnixNano: nano(now - 40 * 24 * 3_600_000), endTimeUnixNano: "0" };
  const ahead = { startTimeUnixNano: nano(now + 3_600_000), endTimeUnixNano: "0" };
  const request = batch(
    span(1, null, chat(5, 5), long),
    span(2, null, chat(5, 5, { "gen_ai.request.model": "elsewhere-only" })),
    span(3, null, chat(5, 5), ahead),
  );
  expect(await takeSpans({ viewer, request })).toEqual({});
  expect(await rows()).toMatchObject([
    { costCredits: 2_500, alert: "it was told of more than 30 days after its start" },
    { costCredits: null, model: "elsewhere-only", alert: null },
    { costCredits: 2_500, alert: "it began in the future by the clock it was on" },
  ]);
  expect(traceJson(await getTrace({ viewer, id: traceId })).unpriced_calls).toBe(1);
});

test("a key that is for some models and one purpose tells of those alone", async () => {
  const { viewer, rows } = await spender();
  const key = { keyId: "k", keyPurpose: "summary", keyModels: ["demo"] };
  const request = batch(
    span(1, null, chat(1, 1)),
    span(2, null, chat(1, 1, { "gen_ai.request.model": "x" })),
  );
  const { partialSuccess } = await takeSpans({ viewer: { ...viewer, ...key }, request });
  expect(partialSuccess?.errorMessage).toContain('may not use "x"');
  expect(await rows()).toMatchObject([{ purpose: "summary", keyId: "k" }]);
});

test("whatever is sent, it is taken or refused in words", async () => {
  const { viewer } = await spender();
  const answered = async (request: Request) => {
    try {
      const { body } = await readExport(request);
      await takeSpans({ viewer, request: body });
      return true;
    } catch (error) {
      return error instanceof PurserError && error.code === "invalid";
    }
  };
  const json = { "content-type": "application/json" };
  const oneSpan = Buffer.from(encoded(span(1, null, chat(1, 1))));
  await fc.assert(
    fc.asyncProperty(
      fc.anything(),
      fc.uint8Array({ maxLength: 200 }),
      fc.nat(),
      async (any, bytes, at) => {
        const bent = Buffer.from(oneSpan);
        bent[at % bent.length] = bytes[0] ?? 0;
        const text = JSON.stringify(batch({ ...span(9, null, {}), attributes: any })) ?? "";
        expect(await answered(posted(text, json))).toBe(true);
        expect(await answered(posted(JSON.stringify({ resourceSpans: any }) ?? "", json))).toBe(
          true,
        );
        expect(await answered(posted(Buffer.from(bytes), protobuf))).toBe(true);
        expect(await answered(posted(bent, protobuf))).toBe(true);
        expect(
          await answered(posted(Buffer.from(bytes), { ...json, "content-encoding": "gzip" })),
        ).toBe(true);
      },
    ),
    { numRuns: 200 },
  );
  const bomb = gzipSync(Buffer.alloc(20_000_000));
  const big = readExport(posted(bomb, { ...protobuf, "content-encoding": "gzip" }));
  await expect(big).rejects.toMatchObject({ code: "too_large" });
  await expect(readExport(posted("x", {}))).rejects.toMatchObject({ code: "invalid" });
});

import { beforeAll, expect, test } from "vitest";
import { POST } from "@/app/v1/traces/route";
import { makePerson } from "../../auth/testing";
import { testDatabase } from "../../db/testing";
import { createKey } from "../../keys/create";
import { openModels } from "../../models/open";

testDatabase();
let key = "";
beforeAll(async () => {
  await openModels();
  ({ key } = await createKey({ viewer: await makePerson(), input: { name: "exporter" } }));
});

const types = { json: "application/json", protobuf: "application/x-protobuf" };

async function told(body: BodyInit, type: keyof typeof types = "json") {
  const headers = { authorization: `Bearer ${key}`, "content-type": types[type] };
  const request = new Request("http://here/v1/traces", { method: "POST", body, headers });
  const reply = await POST(request, { params: Promise.resolve({}) });
  const text = await reply.text();
  return { status: reply.status, body: type === "protobuf" && reply.ok ? text : JSON.parse(text) };
}

const right = (id: number) => ({ traceId: "4".repeat(32), spanId: `${id}`.padStart(16, "0") });

test.each([
  ['{"resourceSpans":"x"}', "resourceSpans", "A list is right."],
  ['{"resourceSpans":[5]}', "resourceSpans.0", "An object is right."],
  ['{"resourceSpans":[{"scopeSpans":{}}]}', "resourceSpans.0.scopeSpans", "A list is right."],
  [
    '{"resourceSpans":[{},{"scopeSpans":[{"spans":true}]}]}',
    "resourceSpans.1.scopeSpans.0.spans",
    "A list is right.",
  ],
  [
    '{"resourceSpans":[{"scopeSpans":[{"spans":["x"]}]}]}',
    "resourceSpans.0.scopeSpans.0.spans.0",
    "An object is right.",
  ],
  ['{"resource_spans":[]}', "resourceSpans", "It is missing."],
  ["[]", "", "An object with a list resourceSpans is right."],
  ["{", "", "The body is not JSON: it ends too early."],
])("%s is malformed: 400, with what would be right", async (body, path, message) => {
  const reply = await told(body);
  expect(reply).toMatchObject({ status: 400, body: { status: 400, code: "invalid" } });
  expect(reply.body.detail).toContain(path);
  expect(reply.body.errors).toEqual([{ path, message: expect.stringContaining(message) }]);
});

test("what has the right shape is taken, and the rest is told of", async () => {
  const spans = [right(1), 7, right(2)];
  const resourceSpans = [{ scopeSpans: [{ spans }, { spans: "x" }] }, { scopeSpans: 1 }, null];
  const { status, body } = await told(JSON.stringify({ resourceSpans }));
  expect(status).toBe(200);
  expect(body.partialSuccess.rejectedSpans).toBe("4");
  const { errorMessage } = body.partialSuccess;
  expect(errorMessage).toContain("resourceSpans.0.scopeSpans.0.spans.1: An object is right.");
  expect(errorMessage).toContain("resourceSpans.0.scopeSpans.1.spans: A list is right.");
  expect(errorMessage).toContain("resourceSpans.1.scopeSpans: A list is right.");
});

test("a batch of nothing is one, in either format", async () => {
  expect(await told("{}")).toEqual({ status: 200, body: {} });
  expect(await told('{"resourceSpans":null}')).toEqual({ status: 200, body: {} });
  expect(await told("", "protobuf")).toEqual({ status: 200, body: "" });
});

test.each([
  ["bytes that do not parse", Buffer.from("hello, this is no protobuf")],
  ["bytes that parse and hold nothing", Buffer.from([0x50, 0x01])],
  ["a batch that is cut off", Buffer.from([0x0a, 0x20, 0x12])],
])("%s are no protobuf of OTLP: 400", async (_, bytes) => {
  const { status, body } = await told(bytes, "protobuf");
  expect(status).toBe(400);
  expect(body.detail).toBe("The body is not an ExportTraceServiceRequest of OTLP, in protobuf.");
});

type Json = Record<string, unknown>;

/** Bodies that no client means to send, made of one that is right; the same seed, the same ones. */
export function* malformedOf(body: Json, count: number, seed = 1): Generator<Buffer> {
  const random = randomOf(seed);
  for (let n = 0; n < count; n += 1) yield malformed(structuredClone(body), random);
}

type Random = (below: number) => number;

function randomOf(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const nested = (depth: number, open: string, close: string) =>
  open.repeat(depth) + close.repeat(depth);

const oddities: unknown[] = [
  ...[null, true, false, 0, -1, 1, 0.5, 1e308, 2 ** 53, -(2 ** 53), 100],
  ...["", "\0", "\ud800", "x".repeat(10_000), "data:image/png;base64,AA", "https://example.com/a"],
  ...[[], {}, [[]], [null], { a: { b: [] } }, { type: "web_search" }, { toString: 1 }],
  ...[{ length: 1e9 }, JSON.parse('{"__proto__": {"stream": true}}'), JSON.parse(deep(200))],
];

function deep(depth: number): string {
  return nested(depth, "[", "]");
}

function right(model: string): Json {
  return {
    model,
    messages: [
      { role: "system", content: "Be short." },
      { role: "user", content: [{ type: "text", text: "Hello" }] },
      {
        role: "assistant",
        content: null,
        tool_calls: [{ id: "c", type: "function", function: {} }],
      },
      { role: "tool", tool_call_id: "c", content: "4" },
    ],
    max_tokens: 5,
    stream: false,
    stream_options: { include_usage: true },
    tools: [{ type: "function", function: { name: "f", parameters: { type: "object" } } }],
    response_format: { type: "text" },
    n: 1,
    stop: ["x"],
    logit_bias: { "1": 1 },
  };
}

function malformed(body: Json, random: Random): Buffer {
  const changes = 1 + random(3);
  for (let n = 0; n < changes; n += 1) change(body, random);
  const text = JSON.stringify(body);
  switch (random(6)) {
    case 0:
      return Buffer.from(text.slice(0, random(text.length)));
    case 1: {
      const bytes = Buffer.from(text);
      for (let n = 0; n <= random(5); n += 1) bytes[random(bytes.length)] = random(256);
      return bytes;
    }
    case 2:
      return Buffer.from(`${text.slice(0, -1)},"x":${nested(2 ** random(16), '{"a":[', "]}")}}`);
    default:
      return Buffer.from(text);
  }
}

/** Puts something odd in the place of something, or beside it. */
function change(value: unknown, random: Random): void {
  let at = value as Record<string, unknown>;
  for (;;) {
    const names = Object.keys(at);
    const name = names[random(names.length)];
    const inside = name === undefined ? null : at[name];
    const goes = typeof inside === "object" && inside !== null && random(3) > 0;
    if (goes && Object.keys(inside).length > 0) {
      at = inside as Record<string, unknown>;
      continue;
    }
    const odd = structuredClone(oddities[random(oddities.length)]);
    if (name === undefined || random(5) === 0) at[`odd${random(3)}`] = odd;
    else at[name] = odd;
    return;
  }
}

const text = [{ type: "text", text: "Hello" }];
const tool = { name: "f", parameters: { type: "object" }, input_schema: { type: "object" } };

/** A body that is right for each address that takes one from programs. */
export function rightBodies(model: string): Record<string, Json> {
  const counts = { input_tokens: 20, output_tokens: 5, cached_input_tokens: 3 };
  const span = {
    ...{ traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" },
    ...{ parentSpanId: "", name: "chat", kind: 3, status: {} },
    ...{ startTimeUnixNano: `${Date.now()}000000`, endTimeUnixNano: `${Date.now() + 5}000000` },
    attributes: [
      { key: "gen_ai.operation.name", value: { stringValue: "chat" } },
      { key: "gen_ai.request.model", value: { stringValue: model } },
      { key: "gen_ai.usage.input_tokens", value: { intValue: "12" } },
      { key: "gen_ai.usage.output_tokens", value: { intValue: 3 } },
    ],
  };
  return {
    "/v1/chat/completions": right(model),
    "/v1/responses": {
      model,
      input: [
        { role: "user", content: [{ type: "input_text", text: "Hello" }] },
        { type: "function_call", call_id: "c", name: "f", arguments: "{}" },
        { type: "function_call_output", call_id: "c", output: "4" },
      ],
      tools: [{ type: "function", ...tool }],
      max_output_tokens: 5,
      stream: false,
    },
    "/v1/messages": {
      model,
      system: text,
      messages: [
        { role: "user", content: text },
        { role: "assistant", content: [{ type: "tool_use", id: "c", name: "f", input: {} }] },
        { role: "user", content: [{ type: "tool_result", tool_use_id: "c", content: text }] },
      ],
      tools: [tool],
      max_tokens: 5,
      stream: false,
    },
    "/v1/messages/count_tokens": { model, messages: [{ role: "user", content: text }] },
    "/v1/embeddings": { model, input: ["Hello", [1, 2]], encoding_format: "float" },
    "/v1/traces": {
      resourceSpans: [{ resource: { attributes: [] }, scopeSpans: [{ scope: {}, spans: [span] }] }],
    },
    "/api/usage/calls": {
      ...{ model, ...counts, cache_write_tokens: 1, reasoning_tokens: 2, duration_ms: 5 },
      ...{ span_id: "a", trace_id: "t", parent_span_id: null, purpose: "chat", name: "n" },
      started_at: Date.now(),
    },
    "/api/reservations": { model, input_tokens: 9, max_output_tokens: 5, ttl_seconds: 1 },
    "/api/reservations/{id}/settle": { ...counts, duration_ms: 5 },
  };
}

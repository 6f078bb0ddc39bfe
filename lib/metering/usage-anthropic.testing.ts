import type { Case } from "./usage-cases.testing";

const start = (usage: object) => ({ type: "message_start", message: { id: "m", usage } });
const delta = (usage?: unknown) => ({
  type: "message_delta",
  delta: { stop_reason: "end_turn", stop_sequence: null },
  ...(usage === undefined ? {} : { usage }),
});
const text = { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "a" } };
const stop = { type: "message_stop" };
const ping = { type: "ping" };

export const anthropicCases: Case[] = [
  {
    name: "start and delta",
    events: [
      start({ input_tokens: 25, output_tokens: 1 }),
      ping,
      text,
      delta({ output_tokens: 15 }),
      stop,
    ],
    counts: [25, 0, 0, 15, 0],
  },
  {
    name: "cache read and written, beside the input",
    events: [
      start({
        input_tokens: 25,
        cache_creation_input_tokens: 100,
        cache_read_input_tokens: 1800,
        output_tokens: 2,
      }),
      text,
      delta({ output_tokens: 15 }),
      stop,
    ],
    counts: [25, 1800, 100, 15, 0],
  },
  {
    name: "cumulative deltas are not added",
    events: [
      start({ input_tokens: 25, output_tokens: 1 }),
      text,
      delta({ output_tokens: 5 }),
      text,
      delta({ output_tokens: 12 }),
      delta({ output_tokens: 15 }),
      stop,
    ],
    counts: [25, 0, 0, 15, 0],
  },
  {
    name: "the delta says all again",
    events: [
      start({ input_tokens: 25, cache_read_input_tokens: 40, output_tokens: 1 }),
      text,
      delta({
        input_tokens: 25,
        cache_read_input_tokens: 40,
        cache_creation_input_tokens: 0,
        output_tokens: 15,
      }),
      stop,
    ],
    counts: [25, 40, 0, 15, 0],
  },
  {
    name: "a gateway with the input in the delta alone",
    events: [
      start({ input_tokens: 0, output_tokens: 0 }),
      text,
      delta({ input_tokens: 25, output_tokens: 15 }),
      stop,
    ],
    counts: [25, 0, 0, 15, 0],
  },
  {
    name: "a gateway with the cache in the start and the input in the delta",
    events: [
      start({ input_tokens: 0, cache_read_input_tokens: 100 }),
      text,
      delta({ input_tokens: 10, output_tokens: 15 }),
      stop,
    ],
    counts: [10, 100, 0, 15, 0],
  },
  {
    name: "the placeholder is no count",
    events: [start({ input_tokens: 25, output_tokens: 1 }), text, delta(), stop],
    counts: [25, 0, 0, 7, 0],
    estimated: true,
  },
  {
    name: "nor is a large placeholder",
    events: [start({ input_tokens: 25, output_tokens: 50 }), text, delta(), stop],
    counts: [25, 0, 0, 7, 0],
    estimated: true,
  },
  {
    name: "broken off after the start: the input is known at least",
    events: [start({ input_tokens: 60, cache_read_input_tokens: 40, output_tokens: 1 }), text],
    counts: [60, 40, 0, 7, 0],
    estimated: true,
    broken: true,
  },
  {
    name: "overloaded in the middle",
    events: [
      start({ input_tokens: 25, output_tokens: 1 }),
      text,
      { type: "error", error: { type: "overloaded_error", message: "Overloaded" } },
    ],
    counts: [33, 0, 0, 7, 0],
    estimated: true,
    broken: true,
  },
  {
    name: "the cache writes by their lives",
    events: [
      start({
        input_tokens: 5,
        cache_creation: { ephemeral_5m_input_tokens: 30, ephemeral_1h_input_tokens: 12 },
      }),
      delta({ output_tokens: 15 }),
      stop,
    ],
    counts: [5, 0, 42, 15, 0],
  },
  {
    name: "thinking as a detail of the output",
    events: [
      start({ input_tokens: 25 }),
      delta({ output_tokens: 80, output_tokens_details: { thinking_tokens: 64 } }),
      stop,
    ],
    counts: [25, 0, 0, 80, 64],
  },
  {
    name: "an answer of nothing",
    events: [start({ input_tokens: 25, output_tokens: 1 }), delta({ output_tokens: 0 }), stop],
    counts: [25, 0, 0, 0, 0],
  },
  {
    name: "a whole reply",
    events: [
      {
        type: "message",
        content: [],
        usage: {
          input_tokens: 2095,
          cache_creation_input_tokens: 0,
          cache_read_input_tokens: 0,
          output_tokens: 90,
        },
      },
    ],
    counts: [2095, 0, 0, 90, 0],
  },
  {
    name: "a whole reply with its cache",
    events: [
      {
        type: "message",
        usage: { input_tokens: 3, cache_read_input_tokens: 2000, output_tokens: 9 },
      },
    ],
    counts: [3, 2000, 0, 9, 0],
  },
  {
    name: "a bare usage in these words",
    events: [
      {
        input_tokens: 3,
        cache_creation_input_tokens: 50,
        cache_read_input_tokens: 20,
        output_tokens: 9,
      },
    ],
    counts: [3, 20, 50, 9, 0],
  },
  {
    name: "nulls for the cache",
    events: [
      start({ input_tokens: 25, cache_creation_input_tokens: null, cache_read_input_tokens: null }),
      delta({ output_tokens: 15 }),
      stop,
    ],
    counts: [25, 0, 0, 15, 0],
  },
  {
    name: "a negative cache is not taken off the input",
    events: [
      start({ input_tokens: 25, cache_read_input_tokens: -500 }),
      delta({ output_tokens: 15 }),
      stop,
    ],
    counts: [25, 0, 0, 15, 0],
    estimated: true,
  },
];

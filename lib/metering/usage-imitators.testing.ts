import { type Case, chat, plain, token } from "./usage-cases.testing";

const running = (n: number) => ({ ...token, usage: plain(20, n) });

export const imitatorCases: Case[] = [
  {
    name: "split over two events",
    events: [chat({ prompt_tokens: 20 }), chat({ completion_tokens: 5 })],
    counts: [20, 0, 0, 5, 0],
  },
  { name: "cumulative on each chunk", events: [1, 2, 3, 4].map(running), counts: [20, 0, 0, 4, 0] },
  { name: "shrinking at the end", events: [1, 2, 9, 3].map(running), counts: [20, 0, 0, 9, 0] },
  {
    name: "twice the same",
    events: [chat(plain(4, 4)), chat(plain(4, 4))],
    counts: [4, 0, 0, 4, 0],
  },
  { name: "then zeros", events: [chat(plain(4, 4)), chat(plain(0, 0))], counts: [4, 0, 0, 4, 0] },
  { name: "then null", events: [chat(plain(4, 4)), chat(null)], counts: [4, 0, 0, 4, 0] },
  {
    name: "then an event without one",
    events: [chat(plain(4, 4)), token],
    counts: [4, 0, 0, 4, 0],
  },
  {
    name: "beside the answer, before its finish",
    events: [chat(plain(4, 4)), { choices: [{ delta: {}, finish_reason: "stop" }] }],
    counts: [4, 0, 0, 4, 0],
  },
  {
    name: "in Groq's member",
    events: [{ choices: [], x_groq: { usage: plain(15, 9) } }],
    counts: [15, 0, 0, 9, 0],
  },
  {
    name: "in the choice, as Moonshot has it",
    events: [{ choices: [{ finish_reason: "stop", usage: plain(15, 9, { cached_tokens: 8 }) }] }],
    counts: [7, 8, 0, 9, 0],
  },
  {
    name: "DeepSeek's cache",
    events: [chat(plain(100, 5, { prompt_cache_hit_tokens: 64, prompt_cache_miss_tokens: 36 }))],
    counts: [36, 64, 0, 5, 0],
  },
  {
    name: "DeepSeek's cache without the sum",
    events: [
      chat({ completion_tokens: 5, prompt_cache_hit_tokens: 64, prompt_cache_miss_tokens: 36 }),
    ],
    counts: [36, 64, 0, 5, 0],
  },
  {
    name: "both of DeepSeek's and OpenAI's words for one cache",
    events: [
      chat(
        plain(100, 5, {
          prompt_tokens_details: { cached_tokens: 64 },
          prompt_cache_hit_tokens: 64,
          prompt_cache_miss_tokens: 36,
        }),
      ),
    ],
    counts: [36, 64, 0, 5, 0],
  },
  {
    name: "xAI: reasoning beside the output",
    events: [
      chat(
        plain(32, 9, { total_tokens: 135, completion_tokens_details: { reasoning_tokens: 94 } }),
      ),
    ],
    counts: [32, 0, 0, 103, 94],
  },
  {
    name: "OpenRouter: written and read, with a cost we do not need",
    events: [
      chat(
        plain(500, 20, {
          cost: 0.00123,
          prompt_tokens_details: { cached_tokens: 300, cache_write_tokens: 100 },
        }),
      ),
    ],
    counts: [100, 300, 100, 20, 0],
  },
  {
    name: "a proxy's prompt that has Anthropic's cache in it",
    events: [
      chat(plain(500, 20, { cache_read_input_tokens: 300, cache_creation_input_tokens: 100 })),
    ],
    counts: [100, 300, 100, 20, 0],
  },
  {
    name: "reasoning at the top",
    events: [chat(plain(5, 20, { reasoning_tokens: 12 }))],
    counts: [5, 0, 0, 20, 12],
  },
  {
    name: "only a total",
    events: [chat({ total_tokens: 30 })],
    counts: [33, 0, 0, 7, 0],
    estimated: true,
  },
  { name: "an empty object", events: [chat({})], counts: [33, 0, 0, 7, 0], estimated: true },
  {
    name: "only output",
    events: [chat({ completion_tokens: 20 })],
    counts: [33, 0, 0, 20, 0],
    estimated: true,
  },
  { name: "texts", events: [chat(plain("20", "5"))], counts: [33, 0, 0, 7, 0], estimated: true },
  { name: "fractions", events: [chat(plain(7.5, 7.5))], counts: [33, 0, 0, 7, 0], estimated: true },
  {
    name: "whole numbers written as fractions",
    events: [chat(plain(7.0, 5.0))],
    counts: [7, 0, 0, 5, 0],
  },
  { name: "negative", events: [chat(plain(-5, -5))], counts: [33, 0, 0, 7, 0], estimated: true },
  { name: "10^15", events: [chat(plain(1e15, 1e15))], counts: [33, 0, 0, 7, 0], estimated: true },
  { name: "2^53", events: [chat(plain(2 ** 53, 5))], counts: [33, 0, 0, 5, 0], estimated: true },
  { name: "a list", events: [chat([20, 5])], counts: [33, 0, 0, 7, 0], estimated: true },
  { name: "words", events: [chat("many")], counts: [33, 0, 0, 7, 0], estimated: true },
  {
    name: "more cached than all",
    events: [chat(plain(20, 5, { prompt_tokens_details: { cached_tokens: 120 } }))],
    counts: [20, 0, 0, 5, 0],
    estimated: true,
  },
  {
    name: "a running figure and no end",
    events: [running(3)],
    broken: true,
    estimated: true,
    counts: [33, 0, 0, 7, 0],
  },
  {
    name: "a larger running figure and no end",
    events: [running(90)],
    broken: true,
    estimated: true,
    counts: [33, 0, 0, 90, 0],
  },
];

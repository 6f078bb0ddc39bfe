/** [uncached input, cached input, cache write, output, reasoning] */
type Counts = [number, number, number, number, number];

/** What one provider sent in one call, shortened to what bears on its usage, and what it means. */
export type Case = {
  name: string;
  events: unknown[];
  counts: Counts;
  /** Counted by ourselves, at least in part: 33 input and 7 output. */
  estimated?: true;
  /** The stream broke before its end. */
  broken?: true;
};

export const chat = (usage: unknown, more: object = {}) => ({
  object: "chat.completion.chunk",
  choices: [],
  ...(usage === undefined ? {} : { usage }),
  ...more,
});
export const token = { object: "chat.completion.chunk", choices: [{ delta: { content: "a" } }] };
const nulled = { ...token, usage: null };
export const plain = (prompt_tokens: unknown, completion_tokens: unknown, more: object = {}) => ({
  prompt_tokens,
  completion_tokens,
  ...more,
});

export const openAiCases: Case[] = [
  {
    name: "chat: usage-only chunk after nulls",
    events: [nulled, nulled, chat(plain(19, 10, { total_tokens: 29 }))],
    counts: [19, 0, 0, 10, 0],
  },
  {
    name: "chat: all details",
    events: [
      chat(
        plain(2006, 300, {
          total_tokens: 2306,
          prompt_tokens_details: { cached_tokens: 1920, audio_tokens: 0 },
          completion_tokens_details: {
            reasoning_tokens: 256,
            audio_tokens: 0,
            accepted_prediction_tokens: 0,
            rejected_prediction_tokens: 0,
          },
        }),
      ),
    ],
    counts: [86, 1920, 0, 300, 256],
  },
  {
    name: "chat: a whole reply",
    events: [{ object: "chat.completion", choices: [{ message: {} }], usage: plain(9, 12) }],
    counts: [9, 0, 0, 12, 0],
  },
  {
    name: "chat: details that are null",
    events: [chat(plain(5, 6, { prompt_tokens_details: null, completion_tokens_details: null }))],
    counts: [5, 0, 0, 6, 0],
  },
  {
    name: "chat: all of the prompt cached",
    events: [chat(plain(1024, 1, { prompt_tokens_details: { cached_tokens: 1024 } }))],
    counts: [0, 1024, 0, 1, 0],
  },
  {
    name: "chat: usage on the finish chunk",
    events: [token, { ...token, usage: plain(3, 1) }],
    counts: [3, 0, 0, 1, 0],
  },
  { name: "chat: zero", events: [chat(plain(0, 0, { total_tokens: 0 }))], counts: [0, 0, 0, 0, 0] },
  {
    name: "chat: zero output of a filtered answer",
    events: [chat(plain(12, 0))],
    counts: [12, 0, 0, 0, 0],
  },
  { name: "chat: none", events: [token, token], counts: [33, 0, 0, 7, 0], estimated: true },
  {
    name: "chat: null to the end",
    events: [nulled, chat(null)],
    counts: [33, 0, 0, 7, 0],
    estimated: true,
  },
  {
    name: "chat: broken off before it",
    events: [nulled],
    counts: [33, 0, 0, 7, 0],
    estimated: true,
    broken: true,
  },
  {
    name: "Responses: completed",
    events: [
      { type: "response.created", response: { status: "in_progress", usage: null } },
      { type: "response.output_text.delta", delta: "Hi" },
      {
        type: "response.completed",
        response: {
          status: "completed",
          usage: {
            input_tokens: 328,
            input_tokens_details: { cached_tokens: 64 },
            output_tokens: 52,
            output_tokens_details: { reasoning_tokens: 32 },
            total_tokens: 380,
          },
        },
      },
    ],
    counts: [264, 64, 0, 52, 32],
  },
  {
    name: "Responses: incomplete carries usage too",
    events: [
      {
        type: "response.incomplete",
        response: {
          incomplete_details: { reason: "max_output_tokens" },
          usage: { input_tokens: 40, output_tokens: 16, total_tokens: 56 },
        },
      },
    ],
    counts: [40, 0, 0, 16, 0],
  },
  {
    name: "Responses: failed, with usage",
    events: [
      {
        type: "response.failed",
        response: { error: {}, usage: { input_tokens: 7, output_tokens: 2, total_tokens: 9 } },
      },
    ],
    counts: [7, 0, 0, 2, 0],
  },
  {
    name: "Responses: failed, without",
    events: [{ type: "response.failed", response: { error: {}, usage: null } }],
    counts: [33, 0, 0, 7, 0],
    estimated: true,
    broken: true,
  },
  {
    name: "Responses: a whole reply",
    events: [
      {
        object: "response",
        status: "completed",
        usage: { input_tokens: 11, output_tokens: 4, output_tokens_details: {} },
      },
    ],
    counts: [11, 0, 0, 4, 0],
  },
  {
    name: "Responses: no completed event",
    broken: true,
    estimated: true,
    events: [{ type: "response.output_text.delta", delta: "Hi" }],
    counts: [33, 0, 0, 7, 0],
  },
  {
    name: "embeddings: input alone",
    events: [{ object: "list", data: [], usage: { prompt_tokens: 8, total_tokens: 8 } }],
    counts: [8, 0, 0, 7, 0],
    estimated: true,
  },
];

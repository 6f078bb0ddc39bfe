import type { Case } from "./usage-cases.testing";

const part = (usageMetadata?: unknown) => ({
  candidates: [{ content: { role: "model", parts: [{ text: "a" }] } }],
  ...(usageMetadata === undefined ? {} : { usageMetadata }),
});

export const geminiCases: Case[] = [
  {
    name: "running totals",
    events: [
      part({ promptTokenCount: 5, candidatesTokenCount: 2, totalTokenCount: 7 }),
      part({ promptTokenCount: 5, candidatesTokenCount: 64, totalTokenCount: 69 }),
    ],
    counts: [5, 0, 0, 64, 0],
  },
  {
    name: "the prompt has its cached part in it",
    events: [
      part({
        promptTokenCount: 2000,
        cachedContentTokenCount: 1500,
        candidatesTokenCount: 10,
        totalTokenCount: 2010,
      }),
    ],
    counts: [500, 1500, 0, 10, 0],
  },
  {
    name: "thoughts are beside the answer",
    events: [
      part({
        promptTokenCount: 9,
        candidatesTokenCount: 10,
        thoughtsTokenCount: 70,
        totalTokenCount: 89,
      }),
    ],
    counts: [9, 0, 0, 80, 70],
  },
  {
    name: "only thoughts yet, and then cut",
    events: [part({ promptTokenCount: 40, thoughtsTokenCount: 70, totalTokenCount: 110 })],
    counts: [40, 0, 0, 70, 70],
    estimated: true,
    broken: true,
  },
  {
    name: "what tools put into the prompt is input",
    events: [
      part({
        promptTokenCount: 9,
        toolUsePromptTokenCount: 300,
        candidatesTokenCount: 10,
        totalTokenCount: 319,
      }),
    ],
    counts: [309, 0, 0, 10, 0],
  },
  {
    name: "a usage-only event",
    events: [part(), { usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 4 } }],
    counts: [9, 0, 0, 4, 0],
  },
  {
    name: "the last event has none",
    events: [part({ promptTokenCount: 9, candidatesTokenCount: 4 }), part()],
    counts: [9, 0, 0, 4, 0],
  },
  {
    name: "only the last has one",
    events: [part(), part(), part({ promptTokenCount: 9, candidatesTokenCount: 4 })],
    counts: [9, 0, 0, 4, 0],
  },
  {
    name: "a refused prompt: no candidates are zero, as the total says",
    events: [
      {
        promptFeedback: { blockReason: "SAFETY" },
        usageMetadata: { promptTokenCount: 9, totalTokenCount: 9 },
      },
    ],
    counts: [9, 0, 0, 0, 0],
  },
  {
    name: "no candidates, and a total that has them",
    events: [part({ promptTokenCount: 9, totalTokenCount: 21 })],
    counts: [9, 0, 0, 12, 0],
  },
  { name: "no usage at all", events: [part(), part()], counts: [33, 0, 0, 7, 0], estimated: true },
  {
    name: "an error in the middle",
    events: [
      part({ promptTokenCount: 50, candidatesTokenCount: 9 }),
      { error: { code: 503, message: "The model is overloaded", status: "UNAVAILABLE" } },
    ],
    counts: [50, 0, 0, 9, 0],
    estimated: true,
    broken: true,
  },
  {
    name: "shrinking at the end",
    events: [
      part({ promptTokenCount: 9, candidatesTokenCount: 40 }),
      part({ promptTokenCount: 9, candidatesTokenCount: 1 }),
    ],
    counts: [9, 0, 0, 40, 0],
  },
  {
    name: "a text for a count",
    events: [part({ promptTokenCount: 9, candidatesTokenCount: "4" })],
    counts: [9, 0, 0, 7, 0],
    estimated: true,
  },
  {
    name: "more cached than all",
    events: [part({ promptTokenCount: 9, cachedContentTokenCount: 10, candidatesTokenCount: 4 })],
    counts: [9, 0, 0, 4, 0],
    estimated: true,
  },
];

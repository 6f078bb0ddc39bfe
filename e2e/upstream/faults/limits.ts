import type { Answer } from "../answer";
import type { Faults } from "../fault";
import { piecesOf } from "../pieces";

/** A model that does not know the limit it was given. */
function unlimited(answer: Answer, total: number): Answer {
  const pieces = piecesOf(answer.script.text ?? "@words");
  return {
    ...answer,
    total,
    finish: answer.script.finish_reason ?? "stop",
    piece: (index) => pieces.at(index),
  };
}

export const limitFaults: Faults = {
  endless: {
    row: "U9",
    about: "never ends, whatever the limit; stops when the client closes",
    shape: (answer) => unlimited(answer, Number.POSITIVE_INFINITY),
  },
  "over-limit": {
    row: "U9",
    about: "sends all of `tokens` past the limit, ends well, reports the truth",
    shape: (answer) => unlimited(answer, answer.script.tokens ?? (answer.request.limit ?? 20) * 2),
  },
  "over-limit-huge-usage": {
    row: "U9",
    about: "the same, and reports 10^9 completion tokens",
    shape: (answer) => ({
      ...unlimited(answer, answer.script.tokens ?? (answer.request.limit ?? 20) * 2),
      report: (truth) => ({ ...truth, completion_tokens: 1e9, ...answer.script.usage }),
    }),
  },
  "other-model": {
    row: "U14",
    about: "answers as another model (`model` names it, else `another-model`)",
    shape: (answer) => {
      const model = answer.script.model ?? "another-model";
      return { ...answer, head: { ...answer.head, model } };
    },
  },
};

import { expect, it } from "vitest";
import { getConversation } from "./get";
import { nextTurn } from "./next";
import { ownConversation } from "./own";
import { finishedResponse } from "./reply";
import { startConversation } from "./start";
import { makeSpender, testModel, testUpstream } from "./testing";

testUpstream();

it("turns sent at once, each to the newest one, follow each other", async () => {
  const viewer = await makeSpender();
  const input = { prompt: '@upstream {"tokens": 3} Tell me.', model: testModel };
  const { id, responseId } = await startConversation({ viewer, input, attempt: null });
  await finishedResponse(responseId);
  const conversation = await ownConversation({ viewer, params: { id } });
  const next = () => nextTurn({ viewer, conversation, input, attempt: null });
  const made = await Promise.all([next(), next(), next(), next(), next()]);
  await Promise.all(made.map(finishedResponse));
  const { responses } = await getConversation({ conversation });
  expect(responses.map((turn) => turn.id)).toEqual([responseId, ...made]);
  expect(responses.map((turn) => turn.parent_id)).toEqual([null, responseId, ...made.slice(0, -1)]);
  expect(responses.map((turn) => turn.status)).toEqual(Array(6).fill("done"));
});

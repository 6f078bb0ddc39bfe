import {
  type Answer,
  allowances,
  calls,
  chat,
  conversation,
  directed,
  readEvents,
  type Started,
} from "./chat";
import { addUpstream, expect, model, test } from "./fixtures";

test("kill -9 in the middle of an answer: what was shown is there, and the hold is closed", async ({
  newPurser,
  person,
  upstream,
}) => {
  const purser = await newPurser();
  await addUpstream(purser, upstream);
  const asking = await person({ at: purser });
  const response = await asking.api.raw("POST", "/api/conversations", {
    body: JSON.stringify({ prompt: directed({ tokens: 500, rate: 100 }), model: model.id }),
    headers: { "content-type": "application/json", accept: "text/event-stream" },
  });
  const seen = await readEvents(response, ({ text }) => text.length > 300);

  await purser.kill();
  await purser.start();

  const id = seen.opening?.conversation_id ?? "";
  const { responses } = await conversation(asking, id);
  const [answer] = responses;
  expect(answer).toMatchObject({ status: "interrupted", error: { code: expect.any(String) } });
  expect(answer?.response.startsWith(seen.text)).toBe(true);
  expect(answer?.cost_credits).toBeGreaterThan(0);
  expect(answer?.usage_source).toBe("estimated");
  for (const allowance of await allowances(asking)) expect(allowance.reserved_credits).toBe(0);
  const [call] = await calls(asking);
  expect(call).toMatchObject({ response_id: answer?.id, cost_credits: answer?.cost_credits });

  const last = seen.events.at(-1)?.id ?? "";
  const rest = await asking.api.raw("GET", `/api/conversations/${id}/events`, {
    headers: { "last-event-id": last },
  });
  const resumed = await readEvents(rest);
  expect(resumed.done).toBe(true);
  expect(seen.text + resumed.text).toBe(answer?.response);
  expect(resumed.receipt).toMatchObject({ status: "interrupted" });

  const next = await asking.api.post<Answer>(`/api/conversations/${id}/responses`, {
    prompt: "Go on.",
  });
  expect(next).toMatchObject({ status: 200, body: { status: "done", parent_id: answer?.id } });
});

test("kill -9 while a turn waits and before the first token", async ({
  newPurser,
  person,
  upstream,
}) => {
  const purser = await newPurser();
  await addUpstream(purser, upstream);
  const asking = await person({ at: purser });
  upstream.reset();
  const made = await asking.api.post<Started>("/api/conversations", {
    prompt: directed({ fault: "stall", after: "start" }),
    model: model.id,
  });
  const queued = asking.api
    .post<Answer>(`/api/conversations/${made.body.id}/responses`, { prompt: "And then?" })
    .catch(() => null);
  await upstream.wait({ calls: 1 });
  await expect
    .poll(async () => (await conversation(asking, made.body.id)).responses.length)
    .toBe(2);
  await purser.kill();
  await queued;
  await purser.start();
  const { responses } = await conversation(asking, made.body.id);
  expect(responses.map(({ status }) => status)).toEqual(["interrupted", "interrupted"]);
  expect(responses[1]?.cost_credits).toBe(0);
  for (const { error } of responses) expect(error?.message).toMatch(/restarted/);
});

test("SIGTERM with a running answer: it ends in time, kept and resumable, no hold open", async ({
  newPurser,
  person,
  upstream,
}) => {
  const purser = await newPurser();
  await addUpstream(purser, upstream);
  const asking = await person({ at: purser });
  const made = await asking.api.post<Started>("/api/conversations", {
    prompt: directed({ tokens: 10_000, rate: 50 }),
    model: model.id,
  });
  await expect
    .poll(async () => (await conversation(asking, made.body.id)).responses[0]?.response)
    .not.toBe("");
  const { code, ms } = await purser.stop();
  expect(code).toBe(0);
  expect(ms).toBeLessThan(30_000);
  await purser.start();
  const [answer] = (await conversation(asking, made.body.id)).responses;
  expect(answer).toMatchObject({ status: "interrupted", error: { code: expect.any(String) } });
  expect(answer?.response).not.toBe("");
  for (const allowance of await allowances(asking)) expect(allowance.reserved_credits).toBe(0);
  expect((await chat(asking, "Are you there?")).receipt?.status).toBe("done");
});

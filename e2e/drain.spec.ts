import { allowances, conversation, directed, readEvents } from "./chat";
import { addUpstream, expect, model, test } from "./fixtures";

test("SIGTERM with 100 live streams: not ready, nothing new, all of them kept, exit 0", async ({
  newPurser,
  person,
  upstream,
}) => {
  const streams = 100;
  const purser = await newPurser({ settings: { PURSER_STREAMS_PER_PERSON: "0" } });
  await addUpstream(purser, upstream);
  const rich = { name: "Enough", kind: "budget", level: "each-user", window: "none", usd: "1000" };
  expect((await purser.admin.post("/api/allowances", rich)).status).toBe(201);
  const [default_] = (
    await purser.admin.get<{ data: { id: string }[] }>("/api/allowances?all=1")
  ).body.data.filter((allowance) => "name" in allowance && allowance.name === "Default");
  await purser.admin.delete(`/api/allowances/${default_?.id}`);
  const asking = await person({ at: purser });
  const prompt = directed({ tokens: 5000, rate: 10 });
  const headers = { "content-type": "application/json", accept: "text/event-stream" };
  const body = JSON.stringify({ prompt, model: model.id });
  const live = await Promise.all(
    Array.from({ length: streams }, async () => {
      const reply = await asking.api.raw("POST", "/api/conversations", { body, headers });
      expect(reply.status).toBe(201);
      return { id: reply.headers.get("location")?.slice(3) ?? "", read: readEvents(reply) };
    }),
  );
  const stopped = purser.stop();
  await expect.poll(async () => (await fetch(`${purser.url}/readyz`)).status).toBe(503);
  const refused = await asking.api.post("/api/conversations", { prompt, model: model.id });
  expect(refused).toMatchObject({ status: 503, body: { code: "unavailable" } });
  expect((await fetch(`${purser.url}/healthz`)).status).toBe(200);
  const { code, ms } = await stopped;
  expect(code).toBe(0);
  expect(ms).toBeLessThan(30_000);
  const seen = await Promise.all(live.map(({ read }) => read));
  expect(seen.every(({ done }) => done)).toBe(true);

  await purser.start();
  for (const [at, { id }] of live.entries()) {
    const [answer] = (await conversation(asking, id)).responses;
    expect(answer?.status).toBe("interrupted");
    expect(answer?.response.startsWith(seen[at]?.text ?? "none")).toBe(true);
  }
  for (const allowance of await allowances(asking)) expect(allowance.reserved_credits).toBe(0);
});

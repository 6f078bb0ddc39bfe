import { type IncomingHttpHeaders, request } from "node:http";
import { calls, directed } from "./chat";
import { expect, model, test } from "./fixtures";
import { chatBody } from "./v1";

type Told = { status: number; headers: IncomingHttpHeaders; text: string };
type Asked = { method: string; headers: Record<string, string>; body?: object };

/** `fetch` sets the host itself. */
function ask(url: string, { method, headers, body }: Asked): Promise<Told> {
  const json = { "content-type": "application/json" };
  const sending = { ...headers, ...(body ? json : {}) };
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers: sending }, (reply) => {
      let text = "";
      reply.setEncoding("utf8").on("data", (chunk) => {
        text += chunk;
      });
      reply.on("end", () =>
        resolve({ status: reply.statusCode ?? 0, headers: reply.headers, text }),
      );
    });
    asked.on("error", reject);
    asked.end(body && JSON.stringify(body));
  });
}

const forged: Record<string, string>[] = [
  { host: "evil.example" },
  { host: "evil.example:443", "x-forwarded-proto": "https" },
  { "x-forwarded-host": "evil.example", "x-forwarded-proto": "https", "x-forwarded-port": "443" },
  { forwarded: "for=127.0.0.1;host=evil.example;proto=https", "x-original-host": "evil.example" },
];

test("whatever host a request names, the answer is the same and names no other", async ({
  purser,
  person,
  upstream,
}) => {
  const asking = await person();
  upstream.reset();
  const authorization = `Bearer ${asking.key}`;
  for (const headers of forged) {
    const mine = { authorization, ...headers };
    const completed = await ask(`${purser.url}/v1/chat/completions`, {
      ...{ method: "POST", headers: mine, body: chatBody(directed({ tokens: 3 })) },
    });
    const started = await ask(`${purser.url}/api/conversations`, {
      ...{ method: "POST", headers: mine },
      body: { prompt: directed({ tokens: 3 }), model: model.id },
    });
    const page = await ask(`${purser.url}/sign-in`, { method: "GET", headers });
    const nobody = await ask(`${purser.url}/api/me`, { method: "GET", headers });
    expect(completed.status, completed.text).toBe(200);
    expect(started.status, started.text).toBe(201);
    expect(started.headers.location).toMatch(/^\/c\/[0-9a-z]{26}$/);
    expect(page.status).toBe(200);
    expect(nobody.status).toBe(401);
    for (const told of [completed, started, page, nobody]) {
      expect(JSON.stringify(told)).not.toContain("evil.example");
    }
  }
  // All calls went to the provider that the model is of.
  const chats = (await calls(asking)).filter(({ purpose }) => purpose === "chat");
  expect(chats.length).toBe(2 * forged.length);
});

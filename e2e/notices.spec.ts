import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { chat, directed } from "./chat";
import { addUpstream, expect, test } from "./fixtures";

type Heard = { headers: IncomingHttpHeaders; body: string };

/** A webhook that says 500 once and then takes what comes. */
async function startWebhook() {
  const heard: Heard[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    heard.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
    response.writeHead(heard.length === 1 ? 500 : 204).end();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return { heard, url: `http://127.0.0.1:${port}/hook`, close: () => server.close() };
}

async function startMail() {
  const mails: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData: async (stream, session, callback) => {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk);
      mails.push(
        `${session.envelope.rcptTo.map(({ address }) => address)} ${Buffer.concat(chunks)}`,
      );
      callback();
    },
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.server.address() as AddressInfo;
  return { mails, url: `smtp://127.0.0.1:${port}`, close: () => server.close() };
}

test("a threshold is told to a signed webhook and by mail, and again after a restart", async ({
  newPurser,
  upstream,
  person,
}) => {
  test.setTimeout(120_000);
  const [hook, mail] = [await startWebhook(), await startMail()];
  const key = Buffer.alloc(32, 5);
  const purser = await newPurser({
    config: `notices:\n  webhook: { url: "${hook.url}", secret_env: HOOK_SECRET }\n`,
    settings: {
      HOOK_SECRET: `whsec_${key.toString("base64")}`,
      SMTP_URL: mail.url,
      SMTP_FROM: "Purser <purser@example.com>",
    },
  });
  await addUpstream(purser, upstream);
  const asking = await person({ at: purser });
  const made = await purser.admin.post<{ id: string }>("/api/allowances", {
    name: "Own",
    kind: "budget",
    level: "user",
    subject_id: asking.id,
    window: "calendar-day",
    credits: 1_000_000,
  });
  await chat(asking, directed({ tokens: 900, match: { stream: true } }, "A secret question."));
  await expect.poll(() => mail.mails.length).toBe(1);
  expect(mail.mails[0]).toContain(asking.email);
  await expect.poll(() => hook.heard.length).toBe(1);

  // It said 500: half a minute later, or at the next start after that, it is told again.
  await purser.stop();
  await expect
    .poll(
      async () => {
        await purser.start();
        await purser.stop();
        return hook.heard.length;
      },
      { timeout: 60_000, intervals: [5000] },
    )
    .toBe(2);
  const [first, second] = hook.heard;
  expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
  for (const { headers, body } of hook.heard) {
    const said = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
    const mac = createHmac("sha256", key).update(said).digest("base64");
    expect(headers["webhook-signature"]).toBe(`v1,${mac}`);
    expect(JSON.parse(body)).toMatchObject({
      type: "allowance.threshold_reached",
      data: { threshold: 50, allowance: { id: made.body.id, name: "Own" }, user_id: asking.id },
    });
    expect(body).not.toContain("secret question");
  }
  hook.close();
  mail.close();
});

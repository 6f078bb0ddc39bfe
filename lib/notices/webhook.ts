import { createHmac } from "node:crypto";

const timeoutMs = 10_000;

/** The key of a secret as Standard Webhooks writes it: `whsec_` and base64 of 24 to 64 bytes. */
export function webhookKey(secret: string): Buffer | null {
  const [, encoded] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? [];
  const key = Buffer.from(encoded ?? "", "base64");
  return key.length >= 24 && key.length <= 64 ? key : null;
}

/** `webhook-signature`: version 1, HMAC-SHA256 over id, time in seconds and body. */
export function signature(key: Buffer, id: string, seconds: number, body: string): string {
  const mac = createHmac("sha256", key).update(`${id}.${seconds}.${body}`).digest("base64");
  return `v1,${mac}`;
}

type Call = { id: string; url: string; key: Buffer; payload: unknown; now: number };

/**
 * Posts to a webhook, signed after Standard Webhooks. Any 2xx is good; redirects are not followed,
 * and no answer is waited for longer than ten seconds.
 * @throws Error that says what the webhook answered
 */
export async function callWebhook({ id, url, key, payload, now }: Call): Promise<void> {
  const body = JSON.stringify(payload);
  const seconds = Math.floor(now / 1000);
  const reply = await fetch(url, {
    method: "POST",
    redirect: "manual",
    signal: AbortSignal.timeout(timeoutMs),
    headers: {
      "content-type": "application/json",
      "user-agent": "Purser",
      "webhook-id": id,
      "webhook-timestamp": String(seconds),
      "webhook-signature": signature(key, id, seconds, body),
    },
    body,
  });
  // What it says beyond its status is of no use, however long it is.
  await reply.body?.cancel();
  if (!reply.ok) throw new Error(`It answered ${reply.status}.`);
}

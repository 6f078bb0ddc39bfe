import { createTransport } from "nodemailer";
import { env } from "../env";
import type { Mail } from "./delivery";

const timeoutMs = 10_000;

/** Sends a mail by SMTP_URL, in the name of SMTP_FROM. */
export async function sendMail(to: string, { subject, text }: Mail): Promise<void> {
  const { SMTP_URL, SMTP_FROM } = env();
  if (!SMTP_URL || !SMTP_FROM) throw new Error("SMTP_URL and SMTP_FROM are not set.");
  const transport = createTransport({
    url: SMTP_URL,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({ from: SMTP_FROM, to, subject, text });
  } finally {
    transport.close();
  }
}

import { z } from "zod";
import { one } from "./one";
import { whatIsRight } from "./what-is-right";

const count = (fallback: number, max: number) => {
  const message = `a whole number from 0 (no limit) to ${max} is right`;
  return z.coerce.number(message).int(message).min(0, message).max(max, message).default(fallback);
};

const seconds = (fallback: number) => {
  const message = "a number of seconds above 0, up to 86400, is right";
  return z.coerce.number(message).positive(message).max(86_400, message).default(fallback);
};

const schema = z.object({
  NODE_ENV: z.string().default("production"),
  DATABASE_URL: z
    .string()
    .regex(/^(file:|libsql:|https?:|wss?:)/, "file:, libsql:, http(s): or ws(s): is right")
    .default("file:./data/purser.db"),
  DATABASE_AUTH_TOKEN: z.string().optional(),
  AUTH_SECRET: z.string().min(32, "at least 32 characters").optional(),
  PURSER_ENCRYPTION_KEY: z.string().min(32, "at least 32 characters").optional(),
  PURSER_ADMIN_KEY: z.string().min(24, "at least 24 characters").optional(),
  PURSER_CONFIG: z.string().optional(),
  PURSER_PUBLIC_URL: z.url().optional(),
  /** Start although the clock is behind the newest entry of the books (lib/db/clock.ts). */
  PURSER_TRUST_CLOCK: z.string().optional(),
  /** Where server.mjs listens; it reads these two itself, before there is a bundle to ask. */
  PURSER_HOST: z.string().default("127.0.0.1"),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  PURSER_STREAMS_PER_PERSON: count(20, 1_000_000),
  PURSER_REQUESTS_PER_MINUTE: count(600, 1_000_000_000),
  PURSER_FIRST_BYTE_SECONDS: seconds(300),
  PURSER_IDLE_SECONDS: seconds(180),
  PURSER_TOTAL_SECONDS: seconds(1800),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: z.url().optional(),
  ANTHROPIC_API_KEY: z.string().optional(),
  ANTHROPIC_BASE_URL: z.url().optional(),
  GOOGLE_GENERATIVE_AI_API_KEY: z.string().optional(),
  GOOGLE_GENERATIVE_AI_BASE_URL: z.url().optional(),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/\S+$/, "smtp://user:password@host:port, or smtps://, is right")
    .optional(),
  SMTP_FROM: z
    .string()
    .max(200)
    .regex(/@/, 'an address such as "Purser <purser@example.com>"')
    .optional(),
  GITHUB_ID: z.string().optional(),
  GITHUB_SECRET: z.string().optional(),
  GOOGLE_CLIENT_ID: z.string().optional(),
  GOOGLE_CLIENT_SECRET: z.string().optional(),
  OIDC_ISSUER: z.url().optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_NAME: z.string().optional(),
});

const sender = { path: ["SMTP_FROM"], message: "set together with SMTP_URL, or neither" };

const hasSender = ({ SMTP_URL, SMTP_FROM }: z.infer<typeof schema>) =>
  (SMTP_URL === undefined) === (SMTP_FROM === undefined);

/** All variables there are; `.env.example` names each. */
export const variableNames = Object.keys(schema.shape);

export type Env = Readonly<z.infer<typeof schema>>;

/** Reads an environment; throws one sentence per mistake. An empty variable counts as unset. */
export function readEnv(variables: Record<string, string | undefined>): Env {
  const set = Object.entries(variables).filter(([, value]) => value !== undefined && value !== "");
  const result = schema
    .refine(hasSender, sender)
    .safeParse(Object.fromEntries(set), { error: whatIsRight });
  if (result.success) return Object.freeze(result.data);
  const mistakes = result.error.issues.map(
    (i) => `${i.path.join(".")}: ${i.message.replace(/\.$/, "")}`,
  );
  throw new Error(`The environment is not right. ${mistakes.join("; ")}.`);
}

/** A variable by a name that the configuration gives (`api_key_env`); empty counts as unset. */
export function variable(name: string): string | undefined {
  return process.env[name] || undefined;
}

/** The environment of this process, read and checked once. */
export function env(): Env {
  return one("env", () => readEnv(process.env));
}

/** The environment of a process that we start, with the database of this one. */
export function childEnv(): NodeJS.ProcessEnv {
  const { DATABASE_URL, DATABASE_AUTH_TOKEN } = env();
  return { ...process.env, DATABASE_URL, ...(DATABASE_AUTH_TOKEN && { DATABASE_AUTH_TOKEN }) };
}

/**
 * next-auth takes the address it is asked at from these two alone; we give it that address with
 * each request (lib/auth/next-auth/ask.ts), so that sign-in works on any host.
 */
export function trustHostForNextAuth(): void {
  process.env.AUTH_TRUST_HOST = "true";
  delete process.env.NEXTAUTH_URL;
}

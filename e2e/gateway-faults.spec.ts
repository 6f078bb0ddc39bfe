import { allowances, calls, directed, giveBudget } from "./chat";
import { type Expected, faultTable } from "./fault-table";
import { addUpstream, expect, model, test } from "./fixtures";
import type { TestPerson } from "./person";
import type { Call } from "./upstream/truth";
import { dnsFailUrl, refusedUrl } from "./upstream/unreachable";
import { complete, stream, type V1Stream } from "./v1";

type Booked = Awaited<ReturnType<typeof calls>>[number];
type Seen = { read: V1Stream; booked: Booked; truth: Call };

const broken = ({ read }: Seen) => {
  expect(read.done).toBe(false);
  expect(read.error?.message).toEqual(expect.any(String));
};

const ended = ({ read }: Seen) => {
  expect(read).toMatchObject({ status: 200, done: true, error: null });
};

/** The same charges as in the chat: e2e/fault-table.ts says what each word means. */
const checks: Record<Expected, (seen: Seen) => void> = {
  exact: (seen) => {
    ended(seen);
    expect(seen.booked).toMatchObject({
      usage_source: "provider",
      input_tokens: seen.truth.prompt_tokens,
      output_tokens: seen.truth.completion_tokens_sent,
    });
  },
  believed: (seen) => {
    ended(seen);
    expect(seen.booked.usage_source).toBe("provider");
    expect(seen.truth.completion_tokens_sent - seen.booked.output_tokens).toBe(1);
  },
  estimated: (seen) => {
    ended(seen);
    expect(seen.read.text).toBe(seen.truth.text_true);
    expect(seen.read.usage?.estimated).toBe(true);
    expect(seen.booked.usage_source).toBe("estimated");
  },
  zero: (seen) => {
    ended(seen);
    expect(seen.booked).toMatchObject({ usage_source: "provider", cost_credits: 0 });
  },
  cut: (seen) => {
    ended(seen);
    expect(seen.read.finishReason).toMatch(/length|stop/);
    expect(seen.booked.usage_source).toBe("estimated");
  },
  kept: (seen) => {
    broken(seen);
    expect(seen.read.text).not.toBe("");
    expect(seen.booked.usage_source).toBe("estimated");
    expect(seen.booked.output_tokens).toBeGreaterThan(0);
  },
  asked: (seen) => {
    broken(seen);
    expect(seen.read.text).toBe("");
    expect(seen.booked).toMatchObject({ usage_source: "estimated", output_tokens: 0 });
    expect(seen.booked.cost_credits).toBeGreaterThan(0);
  },
  free: (seen) => {
    broken(seen);
    expect(seen.booked.cost_credits).toBe(0);
  },
  refused: (seen) => {
    broken(seen);
    expect(seen.read.status).toBe(seen.truth.status);
    expect(seen.read.error?.message).not.toMatch(/sk-|0123456789/);
    expect(seen.booked.cost_credits).toBe(0);
  },
};

for (const [row, cases] of Object.entries(faultTable)) {
  for (const { fault, expected, script } of cases) {
    const detail = script ? ` ${JSON.stringify(script)}` : "";
    test(`${row} ${fault}${detail} over /v1: ${expected}`, async ({ person, purser, upstream }) => {
      const asking = await person();
      const budget = await giveBudget(purser.admin, asking, 100_000_000);
      upstream.reset();
      const told = directed({ fault, tokens: 20, ...script });
      const read = await stream(asking, told, {
        stream_options: { include_usage: true },
        ...(expected === "cut" && { max_tokens: 12 }),
      });
      const truth = upstream.calls().at(-1);
      const booked = (await calls(asking)).at(-1);
      if (!truth || !booked) throw new Error("Nothing reached the upstream, or the books.");
      checks[expected]({ read, booked, truth });
      await booksAgree(asking, budget);
    });
  }
}

async function booksAgree(asking: TestPerson, id: string): Promise<void> {
  const mine = (await allowances(asking)).find((allowance) => allowance.id === id);
  const spent = (await calls(asking)).reduce((sum, call) => sum + call.cost_credits, 0);
  expect(mine).toMatchObject({ reserved_credits: 0, spent_credits: spent });
}

test("U1 refused and unknown host: nothing was sent, nothing is charged", async ({
  newPurser,
  person,
}) => {
  const purser = await newPurser();
  const asking = await person({ at: purser });
  for (const [n, base] of [await refusedUrl(), dnsFailUrl].entries()) {
    const id = `unreachable-${n}`;
    const made = await purser.admin.post("/api/endpoints", {
      name: id,
      kind: "openai-compatible",
      base_url: base,
      models: [{ id, price: model.price }],
    });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    const messages = [{ role: "user", content: "Hello?" }];
    const reply = await complete(asking, { model: id, messages });
    expect(reply.status).toBe(502);
    expect(reply.body.error.message).toMatch(/^Nothing was sent and nothing was charged/);
  }
  expect(await calls(asking)).toEqual([]);
});

test("U8 stalls end at their limit", async ({ newPurser, person, upstream }) => {
  const settings = {
    PURSER_FIRST_BYTE_SECONDS: "1",
    PURSER_IDLE_SECONDS: "1",
    PURSER_TOTAL_SECONDS: "4",
  };
  const purser = await newPurser({ settings });
  await addUpstream(purser, upstream);
  const asking = await person({ at: purser });
  upstream.reset();
  const scripts = [
    { fault: "stall-headers" },
    { fault: "stall", after: "start" },
    { fault: "stall" },
    { fault: "heartbeats", drip_ms: 100 },
    { fault: "drip", drip_ms: 300 },
  ];
  const reads = await Promise.all(
    scripts.map((script) => stream(asking, directed({ tokens: 20, ...script }))),
  );
  for (const read of reads) {
    expect(read.done).toBe(false);
    expect(read.error?.message).toEqual(expect.any(String));
  }
  const booked = await calls(asking);
  expect(booked.map(({ usage_source }) => usage_source)).toEqual(scripts.map(() => "estimated"));
  await upstream.wait({ closed: scripts.length });
});

import {
  type Answer,
  allowances,
  calls,
  chat,
  conversation,
  directed,
  giveBudget,
  type Streamed,
} from "./chat";
import { type Expected, faultTable } from "./fault-table";
import { addUpstream, expect, model, test } from "./fixtures";
import type { TestPerson } from "./person";
import type { Call } from "./upstream/truth";
import { dnsFailUrl, refusedUrl, startTlsGarbage } from "./upstream/unreachable";

type Seen = { read: Streamed; answer: Answer; truth: Call };

const nothingCharged = ({ answer }: Seen) => {
  expect(answer.cost_credits).toBe(0);
  expect(answer.error?.message).toMatch(/nothing was charged/i);
};

/** Text that came: all of the true one, or its beginning where a packet was cut. */
const kept = ({ answer, truth }: Seen) => {
  expect(answer.response).not.toBe("");
  const whole = answer.response.replaceAll("\uFFFD", "");
  expect(truth.text_true.startsWith(whole) || whole.startsWith(truth.text_true)).toBe(true);
  expect(answer.cost_credits).toBeGreaterThan(0);
  expect(answer.usage_source).toBe("estimated");
};

const checks: Record<Expected, (seen: Seen) => void> = {
  exact: ({ answer, truth }) => {
    expect(answer).toMatchObject({
      status: "done",
      error: null,
      usage_source: "provider",
      input_tokens: truth.prompt_tokens,
      output_tokens: truth.completion_tokens_sent,
    });
  },
  believed: ({ answer, truth }) => {
    expect(answer).toMatchObject({ status: "done", error: null, usage_source: "provider" });
    expect(truth.completion_tokens_sent - (answer.output_tokens ?? 0)).toBe(1);
  },
  estimated: (seen) => {
    expect(seen.answer).toMatchObject({ status: "done", error: null });
    expect(seen.answer.response).toBe(seen.truth.text_true);
    kept(seen);
  },
  zero: ({ answer }) => {
    expect(answer).toMatchObject({ status: "done", usage_source: "provider", cost_credits: 0 });
  },
  cut: (seen) => {
    expect(seen.answer).toMatchObject({ status: "done", finish_reason: "length", error: null });
    kept(seen);
  },
  kept: (seen) => {
    expect(seen.answer.status).toBe("interrupted");
    expect(seen.answer.error?.message).toMatch(/kept/);
    kept(seen);
  },
  asked: ({ answer }) => {
    expect(answer).toMatchObject({ status: "interrupted", response: "", output_tokens: 0 });
    expect(answer.usage_source).toBe("estimated");
    expect(answer.input_tokens).toBeGreaterThan(0);
    expect(answer.cost_credits).toBeGreaterThan(0);
  },
  free: (seen) => {
    expect(seen.answer).toMatchObject({ status: "interrupted", response: "" });
    nothingCharged(seen);
  },
  refused: (seen) => {
    expect(seen.answer).toMatchObject({ status: "failed", response: "" });
    expect(seen.answer.usage_id).toEqual(expect.any(String));
    expect(seen.answer.error?.message).not.toMatch(/sk-|0123456789/);
    nothingCharged(seen);
  },
};

for (const [row, cases] of Object.entries(faultTable)) {
  for (const { fault, expected, script } of cases) {
    const detail = script ? ` ${JSON.stringify(script)}` : "";
    test(`${row} ${fault}${detail}: ${expected}`, async ({ person, purser, upstream }) => {
      const asking = await person();
      const budget = await giveBudget(purser.admin, asking, 100_000_000);
      upstream.reset();
      const told = directed({ fault, tokens: 20, match: { stream: true }, ...script });
      const options = expected === "cut" ? { options: { max_output_tokens: 12 } } : {};
      const read = await chat(asking, told, options);
      expect(read.done).toBe(true);
      const answer = (await conversation(asking, read.id)).responses[0] as Answer;
      const truth = upstream
        .calls()
        .filter((call) => call.stream)
        .at(-1);
      if (!truth) throw new Error("Nothing reached the upstream.");
      checks[expected]({ read, answer, truth });
      expect(read.text).toBe(answer.response);
      expect(read.receipt).toMatchObject({
        status: answer.status,
        error: answer.error,
        cost_credits: answer.cost_credits,
      });
      await booksAgree(asking, budget);
    });
  }
}

/** No hold is open, and what is spent is what the calls cost. */
async function booksAgree(asking: TestPerson, id: string): Promise<void> {
  const mine = async () => (await allowances(asking)).find((allowance) => allowance.id === id);
  await expect.poll(async () => (await mine())?.reserved_credits).toBe(0);
  const spent = (await calls(asking)).reduce((sum, call) => sum + call.cost_credits, 0);
  expect((await mine())?.spent_credits).toBe(spent);
}

test("U14 the receipt shows the model that answered", async ({ person }) => {
  const asking = await person();
  const read = await chat(asking, directed({ fault: "other-model", model: "somebody-else" }));
  const answer = (await conversation(asking, read.id)).responses[0];
  const receipt = await asking.api.get(`/api/usage/calls/${answer?.usage_id}`);
  expect(JSON.stringify(receipt.body)).toContain("somebody-else");
});

for (const fault of ["duplicate", "duplicate-all", "out-of-order", "duplicate-numbered"]) {
  test(`U15 ${fault}: the charge is the provider's, the text never passes unseen`, async ({
    person,
    upstream,
  }) => {
    const asking = await person();
    upstream.reset();
    const read = await chat(asking, directed({ fault, tokens: 20, match: { stream: true } }));
    const truth = upstream.calls().find((call) => call.stream);
    if (read.receipt?.status === "done") {
      expect(read.receipt?.output_tokens).toBe(truth?.completion_tokens_sent);
    } else {
      expect(read.receipt?.status).toBe("interrupted");
    }
  });
}

test("U1 refused, unknown host, broken TLS: nothing was sent, nothing is charged", async ({
  newPurser,
  person,
}) => {
  const garbage = await startTlsGarbage();
  const purser = await newPurser();
  const asking = await person({ at: purser });
  for (const [n, base] of [await refusedUrl(), dnsFailUrl, garbage.url].entries()) {
    const id = `unreachable-${n}`;
    const made = await purser.admin.post("/api/endpoints", {
      name: id,
      kind: "openai-compatible",
      base_url: base,
      models: [{ id, price: model.price }],
    });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    const read = await chat(asking, "Hello?", { model: id });
    const answer = (await conversation(asking, read.id)).responses[0];
    expect(answer).toMatchObject({ status: "failed", usage_id: null, cost_credits: 0 });
    expect(answer?.error?.message).toMatch(/^Nothing was sent and nothing was charged/);
  }
  await garbage.close();
});

test("U8 stalls end at their limit, what came is kept", async ({ newPurser, person, upstream }) => {
  const purser = await newPurser({
    settings: {
      PURSER_FIRST_BYTE_SECONDS: "1",
      PURSER_IDLE_SECONDS: "1",
      PURSER_TOTAL_SECONDS: "4",
    },
  });
  await addUpstream(purser, upstream);
  const asking = await person({ at: purser });
  upstream.reset();
  const cases: [Record<string, unknown>, string][] = [
    [{ fault: "stall-headers" }, "asked"],
    [{ fault: "stall", after: "start" }, "asked"],
    [{ fault: "stall" }, "kept"],
    [{ fault: "heartbeats", drip_ms: 100 }, "kept"],
    [{ fault: "drip", drip_ms: 300 }, "kept"],
  ];
  const ended = await Promise.all(
    cases.map(async ([script, expected]) => {
      const read = await chat(asking, directed({ tokens: 20, ...script }));
      return { expected, answer: (await conversation(asking, read.id)).responses[0] as Answer };
    }),
  );
  for (const { expected, answer } of ended) {
    expect(answer.status).toBe("interrupted");
    expect(answer.usage_source).toBe("estimated");
    expect(answer.response === "").toBe(expected === "asked");
    expect(answer.cost_credits).toBeGreaterThan(0);
  }
  await upstream.wait({ closed: cases.length });
});

import { type Purser, UPSTREAM_MODEL } from "./purser";
import { type UpstreamProcess, untilStill } from "./upstream";

interface UsageCall {
  input_tokens: number;
  output_tokens: number;
  usage_source: "provider" | "estimated";
}

interface Page {
  data: UsageCall[];
  next_cursor: string | null;
}

export interface Sums {
  calls: number;
  input: number;
  output: number;
}

interface Books extends Sums {
  /** Calls that were not settled on the provider's word. */
  estimated: number;
}

/** What Purser's books say, by the public list of calls. */
async function booked({ url, userKey }: Purser): Promise<Books> {
  const sums: Books = { calls: 0, input: 0, output: 0, estimated: 0 };
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const reply = await fetch(`${url}/api/usage/calls?limit=200${query}`, {
      headers: { authorization: `Bearer ${userKey}` },
    });
    if (!reply.ok) throw new Error(`/api/usage/calls: ${reply.status} ${await reply.text()}`);
    const page = (await reply.json()) as Page;
    for (const call of page.data) {
      sums.calls++;
      sums.input += call.input_tokens;
      sums.output += call.output_tokens;
      if (call.usage_source === "estimated") sums.estimated++;
    }
    cursor = page.next_cursor;
  } while (cursor !== null);
  return sums;
}

/** The books against the truth: both must be the same to the token. */
export async function compareBooks(purser: Purser, upstream: UpstreamProcess) {
  await untilStill(upstream);
  const books = await booked(purser);
  const sent = (await upstream.totals()).by_model[UPSTREAM_MODEL];
  const truth: Sums = {
    calls: sent?.calls ?? 0,
    input: sent?.prompt_tokens ?? 0,
    output: sent?.completion_tokens_sent ?? 0,
  };
  const keys = ["calls", "input", "output"] as const;
  const exact = keys.every((key) => books[key] === truth[key]);
  return { books, truth, exact };
}

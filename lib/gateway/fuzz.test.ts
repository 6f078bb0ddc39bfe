import { eq } from "drizzle-orm";
import { expect, it, vi } from "vitest";
import { testModel, testUpstream } from "../conversations/testing";
import { db } from "../db/client";
import { reservations } from "../db/schema";
import { bookErrors } from "../ledger/testing";
import { malformedOf, rightBodies } from "./fuzz.testing";
import { chat, fronts, makeKey } from "./testing";

testUpstream();
const by = fronts();

const right = rightBodies(testModel);
const served = Object.keys(right).filter((path) => /^\/v1\/(?!traces)/.test(path));

// 20,000 of them, over HTTP: npx tsx bench/gateway-fuzz.ts
it.each(served)(
  "%s: of 400 malformed bodies none is a failure of ours or leaves a hold",
  async (path) => {
    const warned = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const failed = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const { key } = await makeKey();
    const init = chat(key, "");
    const wrong: string[] = [];
    for (const body of malformedOf(right[path] ?? {}, 400, 11)) {
      const reply = await by.node(path, { ...init, body: new Uint8Array(body) });
      const text = await reply.text();
      if (reply.status >= 500)
        wrong.push(`${reply.status} ${text} of ${body.toString()}`.slice(0, 900));
    }
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(failed.mock.calls).toEqual([]);
    warned.mockRestore();
    failed.mockRestore();
    expect(await bookErrors()).toEqual([]);
    const open = await db().select().from(reservations).where(eq(reservations.state, "open"));
    expect(open).toEqual([]);
  },
);

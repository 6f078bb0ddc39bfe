import { beforeAll, expect, it, vi } from "vitest";
import { POST as trace } from "@/app/v1/traces/route";
import { makeAllowance } from "@/lib/allowances/testing";
import { makePerson } from "@/lib/auth/testing";
import { db } from "@/lib/db/client";
import { usage } from "@/lib/db/schema";
import { testDatabase } from "@/lib/db/testing";
import { malformedOf, rightBodies } from "@/lib/gateway/fuzz.testing";
import type { Handler } from "@/lib/http/route";
import { createKey } from "@/lib/keys/create";
import { bookErrors } from "@/lib/ledger/testing";
import { openModels } from "@/lib/models/open";
import { POST as settle } from "./reservations/[id]/settle/route";
import { POST as reserve } from "./reservations/route";
import { POST as record } from "./usage/calls/route";

testDatabase();

let key = "";
beforeAll(async () => {
  await openModels();
  const viewer = await makePerson();
  await makeAllowance({ level: "user", subjectId: viewer.userId, window: "none" });
  ({ key } = await createKey({ viewer, input: { name: "fuzz" } }));
});

function ask(handler: Handler, path: string, body: Buffer, params: Record<string, string>) {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const init = { method: "POST", headers, body: new Uint8Array(body) };
  return handler(new Request(`http://purser.test${path}`, init), {
    params: Promise.resolve(params),
  });
}

const right = rightBodies("demo");
const bodyOf = (path: string) => Buffer.from(JSON.stringify(right[path]));

async function held(): Promise<Record<string, string>> {
  const reply = await ask(reserve, "/api/reservations", bodyOf("/api/reservations"), {});
  expect(reply.status).toBe(201);
  return { id: ((await reply.json()) as { id: string }).id };
}

const handlers: [string, Handler, () => Promise<Record<string, string>>][] = [
  ["/v1/traces", trace, async () => ({})],
  ["/api/usage/calls", record, async () => ({})],
  ["/api/reservations", reserve, async () => ({})],
  ["/api/reservations/{id}/settle", settle, held],
];

it("a body that is right is taken at each of them", async () => {
  for (const [path, handler, params] of handlers) {
    const reply = await ask(handler, path, bodyOf(path), await params());
    expect([200, 201], `${path} ${await reply.text()}`).toContain(reply.status);
  }
  expect((await db().select().from(usage)).length).toBeGreaterThan(0);
});

// 20,000 of them, and of /v1, over HTTP: npx tsx bench/gateway-fuzz.ts
it.each(handlers)("%s: no odd body makes a failure of ours", async (path, handler, params) => {
  const failed = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const statuses = new Map<number, number>();
  const wrong: string[] = [];
  for (const body of malformedOf(right[path] ?? {}, 300, 3)) {
    const reply = await ask(handler, path, body, await params());
    statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1);
    if (reply.status >= 500) {
      wrong.push(`${reply.status} ${await reply.text()} of ${body.toString()}`.slice(0, 900));
    }
  }
  expect(wrong.slice(0, 5)).toEqual([]);
  expect(failed.mock.calls).toEqual([]);
  failed.mockRestore();
  expect(statuses.size, JSON.stringify([...statuses])).toBeGreaterThan(1);
  expect(await bookErrors()).toEqual([]);
});

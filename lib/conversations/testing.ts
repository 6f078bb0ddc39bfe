import { afterAll, beforeAll } from "vitest";
import { startUpstream, type Upstream } from "../../e2e/upstream/server";
import { makeAllowance } from "../allowances/testing";
import type { Person } from "../auth/viewer";
import { db } from "../db/client";
import { endpoints, models, prices } from "../db/schema";
import { makeUser, testDatabase } from "../db/testing";
import { newId } from "../ids";
import { reloadModels } from "../models/registry";
import { setOne } from "../one";

export const testModel = "test-model";

/** A database with the model of a real fake upstream, which the calling file's tests tell what to do. */
export function testUpstream(): () => Upstream {
  let upstream: Upstream | null = null;
  testDatabase();
  beforeAll(async () => {
    setOne("config", {
      purposes: {},
      guests: { enabled: null, models: [] },
      signUp: "closed",
      allowances: [],
      endpoints: [],
    });
    upstream = await startUpstream();
    const endpointId = newId();
    await db().insert(endpoints).values({
      id: endpointId,
      name: "upstream",
      kind: "openai-compatible",
      baseUrl: upstream.baseUrl,
      origin: "admin",
      createdAt: 1,
    });
    const [model] = await db()
      .insert(models)
      .values({
        id: testModel,
        endpointId,
        upstreamId: testModel,
        name: "Test model",
        aliases: [],
        maxOutputTokens: 4096,
        createdAt: 1,
      })
      .returning();
    const price = { input: 150_000, output: 600_000, tiers: [], source: "test" };
    await db()
      .insert(prices)
      .values({
        id: newId(),
        modelKey: model?.key ?? 0,
        effectiveFrom: 0,
        price,
        source: "admin",
        createdAt: 1,
      });
    await reloadModels();
  });
  afterAll(() => upstream?.close());
  return () => {
    if (!upstream) throw new Error("The upstream runs while tests do.");
    return upstream;
  };
}

/** A person with a budget of their own. */
export async function makeSpender(credits = 1_000_000_000): Promise<Person> {
  const userId = await makeUser();
  await makeAllowance({ level: "user", subjectId: userId, amountCredits: credits, window: "none" });
  return {
    kind: "person",
    userId,
    name: "Spender",
    email: null,
    role: "member",
    keyId: null,
    keyPurpose: null,
  };
}

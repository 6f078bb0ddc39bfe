import { and, eq } from "drizzle-orm";
import { expect, it } from "vitest";
import type { Person } from "../auth/viewer";
import { db } from "../db/client";
import { usage } from "../db/schema";
import { createKey } from "../keys/create";
import { createEndpoint } from "../models/endpoint-verbs/create";
import { endpointBody } from "../models/schemas";
import { setOne } from "../one";
import { startConversation } from "./start";
import { makeSpender, testModel, testUpstream } from "./testing";

const upstream = testUpstream();

/** The model that named a conversation of the viewer's with `testModel`. */
async function titledBy(viewer: Person): Promise<string> {
  const input = { prompt: `@upstream ${JSON.stringify({ tokens: 3 })} Tell me.`, model: testModel };
  const { id } = await startConversation({ viewer, input, attempt: null });
  const titles = () =>
    db()
      .select({ model: usage.model })
      .from(usage)
      .where(and(eq(usage.conversationId, id), eq(usage.purpose, "title")));
  await expect.poll(async () => (await titles()).length, { timeout: 20_000 }).toBe(1);
  return (await titles())[0]?.model ?? "";
}

it("is made with a model that the key may call, though the purpose has another", async () => {
  const price = { input: 1, output: 1 };
  const models = [{ id: "namer", upstream_id: testModel, price, max_output_tokens: 4096 }];
  const named = { name: "namers", kind: "openai-compatible", base_url: upstream().baseUrl, models };
  const admin = { kind: "admin-key", role: "admin" } as const;
  await createEndpoint({ viewer: admin, input: endpointBody.parse(named) });
  setOne("config", {
    purposes: { title: { internal: true, defaultModel: "namer", models: null } },
    guests: { enabled: null, models: [] },
    ...{ signUp: "closed", allowances: [], endpoints: [] },
  });
  const viewer = await makeSpender();
  expect(await titledBy(viewer)).toBe("namer");
  const keyed = async (models: string[] | null): Promise<Person> => {
    const { id } = await createKey({ viewer, input: { name: "k", models } });
    return { ...viewer, keyId: id, keyModels: models };
  };
  expect(await titledBy(await keyed([testModel]))).toBe(testModel);
  expect(await titledBy(await keyed(null))).toBe("namer");
});

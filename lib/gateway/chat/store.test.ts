import { beforeAll, expect, it } from "vitest";
import { testDatabase } from "../../db/testing";
import { openModels } from "../../models/open";
import { findModel } from "../../models/registry";
import { parseChatBody, upstreamBody } from "./body";
import { callOptions } from "./options";

testDatabase();
beforeAll(() => openModels());

const body = (more: object) =>
  parseChatBody(
    Buffer.from(
      JSON.stringify({ model: "m", messages: [{ role: "user", content: "x" }], ...more }),
    ),
  );

it("passes store on to a provider of the dialect, and refuses it of any other model", () => {
  const sent = upstreamBody(body({ store: true }), {
    model: "m",
    limit: 9,
    limitName: "max_tokens",
  });
  expect(JSON.parse(sent.toString())).toMatchObject({ store: true, max_tokens: 9 });
  const demo = findModel("demo");
  if (!demo) throw new Error("The demo model is always there.");
  expect(() => callOptions(demo, body({ store: true }))).toThrow(/cannot be asked for this/);
  expect(callOptions(demo, body({ store: false })).prompt).toHaveLength(1);
});

import { expect, it } from "vitest";
import { testDatabase } from "../db/testing";
import { meterBooks, run } from "./run.testing";
import { finish, packet, raw, scripted, text } from "./testing";

testDatabase();
meterBooks();

it("estimates where no usage came, and says so", async () => {
  const { closed, row } = await run(scripted([text("one two three"), finish(undefined)]).model);
  expect(closed).toMatchObject({ outcome: "done", usageSource: "estimated" });
  expect(closed.counts.output).toBe(3);
  expect(row).toMatchObject({ reported: null, alert: null });
});

it("takes a usage from before the answer for a running figure, unless it foretold it", async () => {
  const answer = [text("one"), text(" two"), text(" three")];
  const early = (usage: object) => [raw(usage), ...answer, finish(usage)];
  const { closed: stale } = await run(scripted(early(packet(9, 1))).model);
  expect(stale).toMatchObject({ outcome: "done", usageSource: "estimated", counts: { output: 3 } });
  const { closed: foretold } = await run(scripted(early(packet(9, 3))).model);
  expect(foretold).toMatchObject({ usageSource: "provider", costCredits: 12_000 });
});

it("honours a usage of zero", async () => {
  const { closed } = await run(scripted([text("a"), finish(packet(0, 0))]).model);
  expect(closed).toMatchObject({ usageSource: "provider", costCredits: 0 });
});

it.each([
  ["a huge output", packet(5, 4097), /over a limit of 4096/],
  ["a huge input", packet(5_000_000, 2), /where at most/],
  ["a negative figure", packet(5, -1), /output was reported as -1/],
  ["a fraction", packet(5.5, 1), /input was reported as 5.5/],
  ["text", { prompt_tokens: "5", completion_tokens: 1 }, /input was reported as "5"/],
  ["no object", "lots", /not an object/],
])("does not believe %s: our own count, an alert, the figure kept", async (_, lie, alert) => {
  const { closed, row } = await run(scripted([text("one two"), finish(lie)]).model);
  expect(closed).toMatchObject({ outcome: "done", usageSource: "estimated" });
  expect(closed.counts.output).toBeLessThan(3);
  expect(closed.counts.uncachedInput).toBeLessThan(100);
  expect(row?.alert).toMatch(alert);
  expect(row?.reported).toEqual(lie);
});

import { afterAll, beforeAll, expect, it } from "vitest";
import { Databases } from "./database";
import { Books } from "./model";
import { checkSeeds } from "./property";

const databases = new Databases();
beforeAll(() => databases.start());
afterAll(() => databases.end());

it("is as the model says after every step: the same seeds each time, and a fresh one", async () => {
  const fresh = Math.floor(Math.random() * 2 ** 32);
  const seeds = [...Array.from({ length: 29 }, (_, at) => at + 1), fresh];
  // A seed that fails says which it is.
  expect(await checkSeeds(databases, seeds)).toBeGreaterThanOrEqual(3000);
}, 120_000);

it("tells a seed that fails with the fewest steps that do", async () => {
  const grant = Books.prototype.grant;
  Books.prototype.grant = () => undefined;
  const failed = await checkSeeds(databases, [1, 2, 3, 4, 5, 6]).catch((error: Error) => error);
  Books.prototype.grant = grant;
  expect(String(failed)).toMatch(/Seed \d fails with \d+ steps: .*the ledger says .*, the model /);
  expect(String(failed)).toMatch(/\n {2}grant /);
}, 120_000);

import { afterAll, beforeAll, expect, it } from "vitest";
import { Databases } from "./database";
import { checkKills } from "./kill";
import { points } from "./kill-points";

const databases = new Databases();
beforeAll(() => databases.start());
afterAll(() => databases.end());

it("has all that was acknowledged after kill -9 at 25 points, and nothing half done", async () => {
  const of = points.filter(
    (point) => !["during-grant", "during-roll", "mid-stream"].includes(point),
  );
  const { rounds, acks } = await checkKills(databases, { rounds: 25, seed: 0, of });
  expect(rounds).toBe(of.length);
  expect(acks).toBeGreaterThan(100);
}, 180_000);

import { checkBooks, compareBalances, comparePots } from "./compare";
import type { Databases } from "./database";
import { randomOf } from "./random";
import { crash, leave, step } from "./steps";
import { makeWorld, type World } from "./world";

export const stepsPerSeed = 100;
/** Few enough that the books are refolded after each seed without it taking all the time. */
const seedsPerDatabase = 8;

type Failure = { seed: number; steps: number; story: string[]; error: Error };

/** Plays a seed's first `steps` steps, and says what did not agree. */
async function play(seed: number, steps: number): Promise<Failure | null> {
  let done = 0;
  let world: World | null = null;
  try {
    world = await makeWorld(randomOf(seed));
    for (; done < steps; done += 1) {
      await step(world);
      await compareBalances(world);
    }
    await crash(world);
    await compareBalances(world);
    await comparePots(world);
    await checkBooks();
    await leave(world);
    return null;
  } catch (error) {
    const failed = error instanceof Error ? error : new Error(String(error));
    return { seed, steps: Math.min(done + 1, steps), story: world?.story ?? [], error: failed };
  }
}

/** A seed by itself in a database of its own; the first steps that fail are the fewest. */
async function fewest(databases: Databases, failure: Failure): Promise<Failure> {
  for (let steps = 0; steps <= failure.steps; steps += 1) {
    await databases.next({ durable: false });
    const failed = await play(failure.seed, steps);
    if (failed) return failed;
  }
  return failure;
}

export type Progress = (done: { seeds: number; steps: number }) => void;

/**
 * Plays seeds against the model, each of `stepsPerSeed` steps. Throws at the first that fails,
 * with the fewest steps that do.
 */
export async function checkSeeds(
  databases: Databases,
  seeds: readonly number[],
  progress: Progress = () => undefined,
): Promise<number> {
  for (const [at, seed] of seeds.entries()) {
    if (at % seedsPerDatabase === 0) await databases.next({ durable: false });
    const failed = await play(seed, stepsPerSeed);
    if (failed) throw told(await fewest(databases, failed));
    progress({ seeds: at + 1, steps: (at + 1) * stepsPerSeed });
  }
  return seeds.length * stepsPerSeed;
}

function told({ seed, steps, story, error }: Failure): Error {
  const lines = [
    `Seed ${seed} fails with ${steps} steps: ${error.message}`,
    `Again: npm run soak -- --only=model --seed=${seed}`,
    ...story.map((line) => `  ${line}`),
  ];
  return new Error(lines.join("\n"), { cause: error });
}

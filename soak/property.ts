import { checkBooks, compareBalances, comparePots } from "./compare";
import type { Databases } from "./database";
import { randomOf } from "./random";
import { end, leave, step } from "./steps";
import { makeWorld, type World } from "./world";

/** A seed ends with the step that makes it so many; a step is one of them, or some at once. */
export const operationsPerSeed = 100;
/** Few enough that the books are refolded after each seed without it taking all the time. */
const seedsPerDatabase = 8;

type Failure = { seed: number; steps: number; story: string[]; error: Error };

type Played = { operations: number; failure: Failure | null };

/** Plays a seed, or its first `steps` steps, and says what did not agree. */
async function play(seed: number, steps = operationsPerSeed): Promise<Played> {
  let done = 0;
  let world: World | null = null;
  try {
    world = await makeWorld(randomOf(seed));
    for (; done < steps && world.operations < operationsPerSeed; done += 1) {
      await step(world);
      await compareBalances(world);
    }
    await end(world);
    await compareBalances(world);
    await comparePots(world);
    await checkBooks();
    await leave(world);
    return { operations: world.operations, failure: null };
  } catch (error) {
    const failed = error instanceof Error ? error : new Error(String(error));
    const story = world?.story ?? [];
    const failure = { seed, steps: Math.min(done + 1, steps), story, error: failed };
    return { operations: world?.operations ?? 0, failure };
  }
}

/** A seed by itself in a database of its own; the first steps that fail are the fewest. */
async function fewest(databases: Databases, failure: Failure): Promise<Failure> {
  for (let steps = 0; steps <= failure.steps; steps += 1) {
    await databases.next({ durable: false });
    const { failure: fewer } = await play(failure.seed, steps);
    if (fewer) return fewer;
  }
  return failure;
}

export type Progress = (seeds: number) => void;

/**
 * Plays seeds against the model; returns how many operations they were. Throws at the first that
 * fails, with the fewest steps that do.
 */
export async function checkSeeds(
  databases: Databases,
  seeds: readonly number[],
  progress: Progress = () => undefined,
): Promise<number> {
  let all = 0;
  for (const [at, seed] of seeds.entries()) {
    if (at % seedsPerDatabase === 0) await databases.next({ durable: false });
    const { operations, failure } = await play(seed);
    if (failure) throw told(await fewest(databases, failure));
    all += operations;
    progress(at + 1);
  }
  return all;
}

function told({ seed, steps, story, error }: Failure): Error {
  const lines = [
    `Seed ${seed} fails with ${steps} steps: ${error.message}`,
    `Again: npm run soak -- --only=model --seed=${seed}`,
    ...story.map((line) => `  ${line}`),
  ];
  return new Error(lines.join("\n"), { cause: error });
}

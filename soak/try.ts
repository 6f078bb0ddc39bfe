import { Databases } from "./database";
import { checkSeeds } from "./property";

const databases = new Databases();
await databases.start();
const [from = 1, count = 20] = process.argv.slice(2).map(Number);
const start = performance.now();
try {
  const ops = await checkSeeds(
    databases,
    Array.from({ length: count }, (_, i) => from + i),
  );
  console.log(ops, "ops", ((ops / (performance.now() - start)) * 1000).toFixed(0), "ops/s");
} catch (error) {
  console.log((error as Error).message.slice(0, 6000));
  console.log(((error as Error).cause as Error)?.stack?.split("\n").slice(1, 6).join("\n"));
}
await databases.end();

import { test as base, expect } from "./fixtures";
import { type House, makeHouse } from "./house";

/** Tests that share a house: a server with one of each who may ask (e2e/access.ts). */
export const test = base.extend<object, { house: House }>({
  house: [
    async ({ upstream }, use) => {
      const house = await makeHouse(upstream);
      await use(house);
      await house.purser.dispose();
    },
    { scope: "worker", timeout: 60_000 },
  ],
});

export { expect };

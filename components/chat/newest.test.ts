import { expect, it } from "vitest";
import { newest } from "./newest";

function questions() {
  const open: ((answer: string | null) => void)[] = [];
  const ask = () => new Promise<string | null>((resolve) => open.push(resolve));
  return { open, ...newest(ask) };
}

it("drops an answer that was overtaken, and asks again", async () => {
  const { open, tell, answer } = questions();
  const found = answer();
  tell();
  open[0]?.("with the hold");
  await Promise.resolve();
  expect(open).toHaveLength(2);
  open[1]?.("after the receipt");
  expect(await found).toBe("after the receipt");
});

it("takes only the answer to the last question", async () => {
  const { open, answer } = questions();
  const [first, second] = [answer(), answer()];
  open[1]?.("new");
  open[0]?.("old");
  expect(await Promise.all([first, second])).toEqual([null, "new"]);
});

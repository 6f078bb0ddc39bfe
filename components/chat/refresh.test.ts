import { expect, it } from "vitest";
import { type List, withNewest, withOlder } from "./refresh";

const one = (id: string, updatedAt: number) => ({ id, name: id, updatedAt, live: false });
const list = (olderThan: string | null, ...ids: string[]): List => ({
  conversations: ids.map((id, n) => one(id, 100 - n)),
  olderThan,
});

const ids = ({ conversations }: List) => conversations.map(({ id }) => id);

it("adds older ones once, and remembers where the next begin", () => {
  const more = withOlder(list("c", "e", "d", "c"), {
    conversations: [one("c", 98), one("b", 5), one("a", 4)],
    olderThan: null,
  });
  expect(ids(more)).toEqual(["e", "d", "c", "b", "a"]);
  expect(more.olderThan).toBeNull();
});

it("takes the newest page as it is now, and keeps older pages that were loaded", () => {
  const shown = list(null, "e", "d", "c", "b", "a");
  const fresh = list("d", "f", "d");
  const now = withNewest(shown, fresh);
  expect(ids(now).toSorted()).toEqual(["a", "b", "c", "d", "f"]);
  expect(now.olderThan).toBeNull();
  expect(withNewest(shown, list(null, "f"))).toEqual(list(null, "f"));
});

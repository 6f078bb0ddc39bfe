import { describe, expect, it } from "vitest";
import { type Allowance, chooseAllowances, type Payer } from "./choose";

const ann: Payer = { userId: "ann", role: "member", groupIds: ["red", "blue"] };

function allowance(id: string, over: Partial<Allowance>): Allowance {
  return {
    id,
    name: id,
    kind: "budget",
    level: "instance",
    subjectId: null,
    purpose: null,
    model: null,
    window: "none",
    timeZone: "UTC",
    amountCredits: 1,
    rollover: "none",
    createdBy: null,
    createdAt: 0,
    deletedAt: null,
    ...over,
  };
}

const house = allowance("house", {});
const houseChat = allowance("house-chat", { purpose: "chat" });
const red = allowance("red", { level: "group", subjectId: "red" });
const redChat = allowance("red-chat", { level: "group", subjectId: "red", purpose: "chat" });
const blue = allowance("blue", { level: "group", subjectId: "blue" });
const green = allowance("green", { level: "group", subjectId: "green" });
const each = allowance("each", { level: "each-user" });
const eachChat = allowance("each-chat", { level: "each-user", purpose: "chat" });
const own = allowance("own", { level: "user", subjectId: "ann" });
const ownChat = allowance("own-chat", { level: "user", subjectId: "ann", purpose: "chat" });
const ownA = allowance("own-a", { level: "user", subjectId: "ann", model: "a" });
const bobs = allowance("bobs", { level: "user", subjectId: "bob" });

function budgets(live: Allowance[], purpose = "chat", model = "a", payer = ann): string[] {
  return chooseAllowances(live, { payer, purpose, model }).budgets.map(
    ({ allowance: chosen }) => chosen.id,
  );
}

describe("the budgets that pay", () => {
  it("are none where none matches", () => {
    expect(budgets([])).toEqual([]);
    expect(budgets([bobs, green])).toEqual([]);
    expect(budgets([eachChat], "enrichments")).toEqual([]);
  });

  it("are those of every level", () => {
    expect(budgets([house, red, own])).toEqual(["house", "red", "own"]);
  });

  it("are at each level those of the purpose instead of those without", () => {
    expect(budgets([house, houseChat])).toEqual(["house-chat"]);
    expect(budgets([house, houseChat], "enrichments")).toEqual(["house"]);
    expect(budgets([house, eachChat, each])).toEqual(["house", "each-chat"]);
  });

  it("are a person's own instead of each-user's of the same purpose", () => {
    expect(budgets([each, own])).toEqual(["own"]);
    expect(budgets([eachChat, ownChat, each, own])).toEqual(["own-chat"]);
    expect(budgets([eachChat, own])).toEqual(["each-chat"]);
    expect(budgets([each, ownChat])).toEqual(["own-chat"]);
    expect(budgets([each, ownChat], "title")).toEqual(["each"]);
  });

  it("are no more specific for being narrowed to a model", () => {
    expect(budgets([each, ownA], "chat", "a")).toEqual(["own-a"]);
    expect(budgets([each, ownA], "chat", "b")).toEqual(["each"]);
    expect(budgets([own, ownA], "chat", "a")).toEqual(["own", "own-a"]);
    const eachA = allowance("each-a", { level: "each-user", model: "a" });
    expect(budgets([each, eachA], "chat", "a")).toEqual(["each", "each-a"]);
  });

  it("are those of every group one is in, each choosing among its own", () => {
    expect(budgets([red, blue, green])).toEqual(["red", "blue"]);
    expect(budgets([red, redChat, blue])).toEqual(["red-chat", "blue"]);
  });

  it("are all of the same kind that match", () => {
    const second = allowance("own-2", { level: "user", subjectId: "ann", window: "calendar-day" });
    expect(budgets([own, second, each])).toEqual(["own", "own-2"]);
  });
});

describe("the caps that bind", () => {
  const cap = (id: string, over: Partial<Allowance>) => allowance(id, { kind: "cap", ...over });

  it("are all that match, general and specific, own and each-user's", () => {
    const caps = [
      cap("house", {}),
      cap("house-chat", { purpose: "chat" }),
      cap("each", { level: "each-user" }),
      cap("own", { level: "user", subjectId: "ann" }),
      cap("red", { level: "group", subjectId: "red" }),
      cap("a", { model: "a" }),
      cap("title", { purpose: "title" }),
      cap("b", { model: "b" }),
      cap("bobs", { level: "user", subjectId: "bob" }),
    ];
    const chosen = chooseAllowances(caps, { payer: ann, purpose: "chat", model: "a" });
    expect(chosen.budgets).toEqual([]);
    const names = chosen.caps.map(({ allowance: { id } }) => id);
    expect(names).toEqual(["house", "house-chat", "each", "own", "red", "a"]);
  });
});

describe("the balance", () => {
  const subjects = (payer: Payer, live: Allowance[]) =>
    chooseAllowances(live, { payer, purpose: "chat", model: "a" }).budgets.map((b) => b.subject);

  it("of an each-user allowance is each one's, and one for all guests together", () => {
    expect(subjects(ann, [each])).toEqual(["ann"]);
    expect(subjects({ userId: "g1", role: "guest", groupIds: [] }, [each])).toEqual(["guests"]);
  });

  it("of any other is shared by all it is for", () => {
    expect(subjects(ann, [house, red, own])).toEqual(["", "", ""]);
  });
});

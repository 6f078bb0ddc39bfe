import { expect, it } from "vitest";
import { type Allowance, bindingAllowances, type Payer } from "./choose";

const ann: Payer = { userId: "ann", role: "member", groupIds: ["editors"] };
const guest: Payer = { userId: "g1", role: "guest", groupIds: [] };

function allowance(id: string, over: Partial<Allowance>): Allowance {
  return {
    id,
    name: id,
    kind: "budget",
    level: "instance",
    subjectId: null,
    purpose: null,
    model: null,
    window: "calendar-day",
    timeZone: "UTC",
    amountCredits: 1,
    rollover: "none",
    createdBy: null,
    createdAt: 0,
    deletedAt: null,
    ...over,
  };
}

const bound = (live: Allowance[], payer = ann) =>
  bindingAllowances(live, payer).map((chosen) => `${chosen.allowance.id}:${chosen.subject}`);

it("leaves out what a person's own budget always stands in for", () => {
  const each = allowance("each", { level: "each-user" });
  const own = allowance("own", { level: "user", subjectId: "ann" });
  expect(bound([each])).toEqual(["each:ann"]);
  expect(bound([each, own])).toEqual(["own:"]);
  expect(bound([each, { ...own, model: "m" }])).toEqual(["each:ann", "own:"]);
  expect(bound([each, { ...own, purpose: "chat" }])).toEqual(["each:ann", "own:"]);
  expect(bound([{ ...each, purpose: "chat" }, own])).toEqual(["each:ann", "own:"]);
});

it("keeps every level, every cap and only one's own groups", () => {
  const live = [
    allowance("house", {}),
    allowance("editors", { level: "group", subjectId: "editors" }),
    allowance("others", { level: "group", subjectId: "others" }),
    allowance("bob", { level: "user", subjectId: "bob" }),
    allowance("cap", { kind: "cap", level: "user", subjectId: "ann", model: "m" }),
    allowance("eachcap", { kind: "cap", level: "each-user", purpose: "chat" }),
  ];
  expect(bound(live)).toEqual(["house:", "editors:", "cap:", "eachcap:ann"]);
  expect(bound(live, guest)).toEqual(["house:", "eachcap:guests"]);
});

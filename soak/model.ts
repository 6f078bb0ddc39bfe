import { spanAt } from "./calendar";

/**
 * The books as they should be: plain lists, no database, and no line shared with the ledger.
 * Whoever changes a rule of money changes it here too, by reading the rule and not the code.
 */
export type Rule = {
  id: string;
  kind: "budget" | "cap";
  level: string;
  of: string | null;
  purpose: string | null;
  model: string | null;
  window: string;
  zone: string;
  amount: number;
  rollsOver: boolean;
  since: number;
  live: boolean;
};

export type Pot = {
  kind: "period" | "rolling" | "rollover" | "grant";
  /** Rolling: the window's length. Grants: when they end, 0 for never. */
  start: number;
  end: number | null;
  /** What the rule's amount gave to it, a part of `granted`. */
  amount: number;
  granted: number;
  held: number;
  charges: { credits: number; leaves: number }[];
  /** When it was last written to. */
  posted: number;
};

export type Person = { id: string; guest: boolean; groups: string[] };
export type Held = { pot: Pot; credits: number; account: string };
export type Call = { person: Person; key: string | null; purpose: string; model: string };
export type Price = { input: number; output: number };
export type Wish = { call: Call; price: Price; input: number; output: number };

const hour = 3_600_000;
const lengths: Record<string, number> = {
  "rolling-24h": 24 * hour,
  "rolling-7d": 7 * 24 * hour,
  "rolling-30d": 30 * 24 * hour,
};
const never = Number.POSITIVE_INFINITY;

/** A thousandth of a credit is what a rate of 1 asks for a token; what is begun is paid. */
export const costOf = ({ input, output }: Price, tokensIn: number, tokensOut: number) =>
  Math.ceil((tokensIn * input + tokensOut * output) / 1000);

export const spentOf = ({ charges }: Pot, now: number) =>
  charges.reduce((sum, { credits, leaves }) => (leaves > now ? sum + credits : sum), 0);

export const leftOf = (pot: Pot, now: number) => pot.granted - spentOf(pot, now) - pot.held;

export class Books {
  readonly rules = new Map<string, Rule>();
  /** By rule and whose it is. */
  readonly accounts = new Map<string, Pot[]>();

  /** Which rules a call counts down, each with whose account of it. */
  chosen({ person, key, purpose, model }: Call): { rule: Rule; whose: string }[] {
    const mine = (rule: Rule) =>
      rule.level === "instance" ||
      rule.level === "each-user" ||
      (rule.level === "user" && rule.of === person.id) ||
      (rule.level === "key" && key !== null && rule.of === key) ||
      (rule.level === "group" && rule.of !== null && person.groups.includes(rule.of));
    const fitting = [...this.rules.values()].filter(
      (rule) =>
        rule.live &&
        mine(rule) &&
        [null, purpose].includes(rule.purpose) &&
        [null, model].includes(rule.model),
    );
    const purposely = (rules: Rule[]) =>
      rules.some((rule) => rule.purpose) ? rules.filter((rule) => rule.purpose) : rules;
    const budgets = (level: string) =>
      fitting.filter((rule) => rule.kind === "budget" && rule.level === level);
    const personal = purposely([...budgets("user"), ...budgets("each-user")]);
    const own = personal.filter(({ level }) => level === "user");
    const paying = [
      ...purposely(budgets("instance")),
      ...person.groups.flatMap((id) => purposely(budgets("group").filter((r) => r.of === id))),
      ...(own.length > 0 ? own : personal),
    ];
    if (paying.length === 0) return [];
    const whose = ({ level }: Rule) =>
      level !== "each-user" ? "" : person.guest ? "guests" : person.id;
    const binding = [...paying, ...fitting.filter(({ kind }) => kind === "cap")];
    return binding.map((rule) => ({ rule, whose: whose(rule) }));
  }

  pots(rule: Rule, whose: string): Pot[] {
    const key = `${rule.id} ${whose}`;
    const pots = this.accounts.get(key) ?? [];
    this.accounts.set(key, pots);
    return pots;
  }

  /** What a call at `now` may draw on, in its order; the period's own is made on first use. */
  drawn(rule: Rule, whose: string, now: number): Pot[] {
    const pots = this.pots(rule, whose);
    const { kind, start, end } = placeOf(rule, now);
    if (!find(pots, kind, start)) {
      pots.push(potOf(kind, { start, end }, rule.amount, now));
      if (rule.rollsOver) this.rollOver(rule, whose, now);
    }
    return this.standing(rule, whose, now);
  }

  /** The same without making any. */
  standing(rule: Rule, whose: string, now: number): Pot[] {
    const { kind, start } = placeOf(rule, now);
    const usable = (pot: Pot) =>
      pot.kind === "grant"
        ? pot.end === null || pot.end > now
        : [kind, "rollover"].includes(pot.kind) && pot.start === start;
    return this.pots(rule, whose).filter(usable).sort(soonestFirst(now));
  }

  /** The room for a call: of the allowance that has least. */
  room({ call }: Pick<Wish, "call">, now: number): number {
    const rooms = this.chosen(call).map(({ rule, whose }) =>
      this.drawn(rule, whose, now).reduce((sum, pot) => sum + leftOf(pot, now), 0),
    );
    return rooms.length === 0 ? 0 : Math.min(...rooms);
  }

  /** The output limit that a call gets now; null when it is refused. */
  limit(wish: Wish, now: number): number | null {
    const { price, input, output, call } = wish;
    if (this.chosen(call).length === 0) return null;
    const room = this.room(wish, now);
    if (costOf(price, input, output) === 0) return output;
    const rest = room * 1000 - input * price.input;
    const fits = price.output === 0 ? (rest < 0 ? -1 : output) : Math.floor(rest / price.output);
    return fits < Math.min(16, output) ? null : Math.min(output, fits);
  }

  hold({ call }: Wish, credits: number, now: number): Held[] {
    return this.chosen(call).flatMap(({ rule, whose }) => {
      const account = `${rule.id} ${whose}`;
      const pots = this.drawn(rule, whose, now);
      const parts = pots.map((pot) => ({ pot, credits: Math.max(0, leftOf(pot, now)), account }));
      let rest = credits;
      for (const part of parts) {
        part.credits = Math.min(part.credits, rest);
        rest -= part.credits;
        part.pot.held += part.credits;
      }
      return parts.filter((part) => part.credits > 0 || hasAmount(part));
    });
  }

  /** What was held goes back, and what it cost is charged: what ends soonest first. */
  close(held: Held[], cost: number, at: { taken: number; now: number }): void {
    for (const { pot, credits } of held) pot.held -= credits;
    this.charge(held, cost, at);
  }

  /** What a call cost so far becomes what it truly cost, on the pots that carry it. */
  charge(held: Held[], cost: number, at: { taken: number; now: number; before?: number }): void {
    for (const account of new Set(held.map((part) => part.account))) {
      const parts = held.filter((part) => part.account === account);
      const had = spread(parts, at.before ?? 0);
      for (const [which, charged] of spread(parts, cost).entries()) {
        const pot = parts[which]?.pot;
        const credits = charged - (had[which] ?? 0);
        if (!pot || credits === 0) continue;
        const leaves = pot.kind === "rolling" ? at.taken + pot.start : never;
        pot.charges.push({ credits, leaves });
        pot.posted = at.now;
      }
    }
  }

  grant(rule: Rule, whose: string, { credits, end }: { credits: number; end: number | null }) {
    const pots = this.pots(rule, whose);
    const there = find(pots, "grant", end ?? 0);
    if (there) there.granted += credits;
    else pots.push({ ...potOf("grant", { start: end ?? 0, end }, 0, 0), granted: credits });
  }

  /** What is left of the period before lasts for one more. */
  rollOver(rule: Rule, whose: string, now: number): void {
    const pots = this.pots(rule, whose);
    const period = spanAt(rule.window, rule.zone, now);
    const before = spanAt(rule.window, rule.zone, period.start - 1);
    let old = find(pots, "period", before.start);
    if (!old) {
      if (rule.since >= period.start || usedOtherwise(pots, before)) return;
      old = potOf("period", before, rule.amount, now);
      pots.push(old);
    }
    const next = find(pots, "rollover", period.start);
    // An overrun takes back what moved, as far as that is still there.
    const moved = Math.max(leftOf(old, now), -Math.max(0, next ? leftOf(next, now) : 0));
    old.granted -= moved;
    if (next) next.granted += moved;
    else if (moved !== 0) pots.push({ ...potOf("rollover", period, 0, now), granted: moved });
  }

  /** What a period that nobody has drawn on yet would open with. */
  unused(rule: Rule, whose: string, now: number): number {
    const { kind, start } = placeOf(rule, now);
    const pots = this.pots(rule, whose);
    if (find(pots, kind, start)) return 0;
    if (!rule.rollsOver) return rule.amount;
    const before = spanAt(rule.window, rule.zone, start - 1);
    const old = find(pots, "period", before.start);
    if (old) return rule.amount + Math.max(0, leftOf(old, now));
    return rule.since < start && !usedOtherwise(pots, before) ? 2 * rule.amount : rule.amount;
  }

  tidy(now: number): void {
    for (const [key, pots] of this.accounts) {
      for (const pot of pots) {
        const ended = pot.kind === "grant" && pot.end !== null && pot.end <= now;
        if (ended && leftOf(pot, now) > 0) pot.granted -= leftOf(pot, now);
      }
      const [id = "", whose = ""] = key.split(" ");
      const rule = this.rules.get(id);
      if (!rule?.live || !rule.rollsOver) continue;
      const periods = pots.filter(({ kind }) => kind === "period");
      const followed = ({ end }: Pot) =>
        (end ?? Infinity) <= now &&
        periods.some((next) => next.start === end && (next.end === null || next.end > now));
      if (periods.some((old) => followed(old) && leftOf(old, now) !== 0)) {
        this.rollOver(rule, whose, now);
      }
    }
  }

  /** A new amount is the running period's too; a new window goes on where it starts alike. */
  change(rule: Rule, changes: Partial<Rule>, now: number): void {
    const before = placeOf(rule, now);
    const { kind, start, end } = placeOf({ ...rule, ...changes }, now);
    const goesOn = before.kind === kind && before.start === start && rule.level !== "each-user";
    // A ledger tells of the change where it has one: what nobody drew on opens with what it was.
    if (goesOn && changes.amount !== rule.amount) this.drawn(rule, "", now);
    Object.assign(rule, changes);
    for (const [key, pots] of this.accounts) {
      const pot = key.startsWith(`${rule.id} `) ? find(pots, kind, start) : undefined;
      if (!pot) continue;
      pot.end = end;
      if (pot.amount !== rule.amount) pot.posted = now;
      pot.granted += rule.amount - pot.amount;
      pot.amount = rule.amount;
    }
  }
}

function placeOf({ window, zone }: Rule, now: number) {
  const length = lengths[window];
  if (length !== undefined) return { kind: "rolling" as const, start: length, end: null };
  return { kind: "period" as const, ...spanAt(window, zone, now) };
}

type Times = { start: number; end: number | null };

function potOf(kind: Pot["kind"], { start, end }: Times, amount: number, posted: number): Pot {
  return { kind, start, end, amount, granted: amount, held: 0, charges: [], posted };
}

const hasAmount = (part: Held | undefined) =>
  part?.pot.kind === "period" || part?.pot.kind === "rolling";

/** A cost over what is held of one account, in order; what is beyond it is the amount's. */
function spread(parts: Held[], cost: number): number[] {
  let rest = cost;
  const shares = parts.map(({ credits }) => {
    const share = Math.min(rest, credits);
    rest -= share;
    return share;
  });
  return shares.map((share, at) => share + (hasAmount(parts[at]) ? rest : 0));
}

const find = (pots: Pot[], kind: Pot["kind"], start: number) =>
  pots.find((pot) => pot.kind === kind && pot.start === start);

/** Under another window something was there in that time: then nothing of it is left over. */
function usedOtherwise(pots: Pot[], { start, end }: Times) {
  return pots.some((pot) => {
    if (pot.kind !== "period" && pot.kind !== "rolling") return false;
    if (pot.end === null) return pot.posted >= start;
    return pot.end > start && pot.start < (end ?? never);
  });
}

function soonestFirst(now: number) {
  const rank = ["rollover", "grant", "period", "rolling"];
  const end = (pot: Pot) => (pot.kind === "rolling" ? now + pot.start : (pot.end ?? never));
  return (a: Pot, b: Pot) =>
    end(a) === end(b) ? rank.indexOf(a.kind) - rank.indexOf(b.kind) : end(a) - end(b);
}

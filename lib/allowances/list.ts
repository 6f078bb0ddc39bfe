import type { Viewer } from "../auth/viewer";
import { PurserError } from "../errors";
import { page } from "../http/page";
import type { Model } from "../models/model";
import { type Allowance, bindingAllowances } from "./choose";
import { liveAllowances, payerOf } from "./live";
import { type Standing, standingsOf, standingsOfAll } from "./standing";
import type { Tokens } from "./tokens";
import { modelsOf, modelsOfNobody, tokensOf } from "./tokens-of";

/** An allowance, how it stands, and what is left in tokens of the models one uses. */
export type Listed = Standing & { id: string; tokens: Tokens[] };

type Asked = {
  viewer: Viewer;
  input: { limit: number; cursor?: string | undefined; user?: string; all?: boolean };
};

/** A page of allowances, newest first: those that bind the caller, for admins `user`'s or all. */
export async function listAllowances({ viewer, input }: Asked, now = Date.now()) {
  const { limit, cursor } = input;
  const userId = whose(viewer, input);
  const keyId = viewer.kind === "person" && viewer.userId === userId ? viewer.keyId : null;
  const listed =
    userId === null ? await allAllowances(now) : await allowancesOf(userId, now, { keyId });
  const newestFirst = listed.sort((a, b) => (a.id < b.id ? 1 : -1));
  const rest = newestFirst.filter(({ id }) => !cursor || id < cursor);
  return page(rest, limit);
}

/** The user whose allowances are asked for; null is all. */
function whose(viewer: Viewer, { user, all }: Asked["input"]): string | null {
  const own = viewer.kind === "person" ? viewer.userId : undefined;
  if (viewer.role !== "admin" && (all || (user !== undefined && user !== own))) {
    throw new PurserError("forbidden", "Only an admin can see the allowances of others.");
  }
  if (all) return null;
  const userId = user ?? own;
  if (userId !== undefined) return userId;
  const ways = "Ask for ?all=1, or for a person's with ?user=<id>.";
  throw new PurserError("forbidden", `The admin key has no allowances of its own. ${ways}`);
}

/** The allowances that bind a user, and the key they call with, oldest first. */
export async function allowancesOf(
  userId: string,
  now = Date.now(),
  { keyId = null }: { keyId?: string | null } = {},
): Promise<Listed[]> {
  const [live, payer, models] = await Promise.all([
    liveAllowances(),
    payerOf(userId),
    modelsOf(userId),
  ]);
  const standings = await standingsOf(bindingAllowances(live, { ...payer, keyId }), now);
  return standings.map((standing) => listed(standing, models, now));
}

/** All allowances, oldest first, each as it stands for everybody it is for. */
export async function allAllowances(now = Date.now()): Promise<Listed[]> {
  const standings = await standingsOfAll(await liveAllowances(), now);
  return standings.map((standing) => listed(standing, modelsOfNobody(), now));
}

/** One allowance as it stands for everybody it is for. */
export async function listedAllowance(allowance: Allowance, now = Date.now()): Promise<Listed> {
  const { level, subjectId } = allowance;
  const [standing] = await standingsOfAll([allowance], now);
  if (!standing) throw new Error("One allowance stands in one way");
  const models = level === "user" && subjectId ? await modelsOf(subjectId) : modelsOfNobody();
  return listed(standing, models, now);
}

function listed(standing: Standing, models: Model[], now: number): Listed {
  return { ...standing, id: standing.allowance.id, tokens: tokensOf(standing, models, now) };
}

import { and, eq, isNull } from "drizzle-orm";
import { db } from "../db/client";
import { endpoints, models } from "../db/schema";
import { type Statement, statement } from "../db/write";
import { invalid, notFound, PurserError } from "../errors";
import { rateText } from "../money";
import { toPrice } from "../pricing/price-json";
import { knownEntry, knownPrice, type Place, suggestedPrice, unknownBecause } from "./known-price";
import { insertPrice } from "./price-row";
import type { ModelInput, ServedKind } from "./schemas";

export type EndpointRow = typeof endpoints.$inferSelect;

/** The providers' own addresses; an endpoint may have another one. */
export const ownBaseUrls = {
  openai: "https://api.openai.com/v1",
  anthropic: "https://api.anthropic.com/v1",
  google: "https://generativelanguage.googleapis.com/v1beta",
} as const;

/** Where an endpoint is called: as asked, else at the provider's own address. */
export function baseUrlOf({ kind, base_url }: { kind: ServedKind; base_url?: string }): string {
  if (base_url !== undefined) return base_url;
  if (kind === "openai-compatible")
    throw new Error("An openai-compatible endpoint has no address.");
  return ownBaseUrls[kind];
}

/** The live endpoint of this id, or 404. */
export async function endpointRow(id: string): Promise<EndpointRow> {
  const [row] = await db()
    .select()
    .from(endpoints)
    .where(and(eq(endpoints.id, id), isNull(endpoints.deletedAt)));
  if (!row) throw notFound("endpoint");
  return row;
}

const followed = {
  builtin: "It belongs to Purser.",
  environment: "It follows the environment: change the key there, and start again.",
  configuration: "It follows the configuration file: change it there, and start again.",
};

/** Refuses (409) to change what is declared elsewhere and would come back at the next start. */
export function refuseDeclared({ name, origin }: EndpointRow): void {
  if (origin === "admin") return;
  throw new PurserError("conflict", `"${name}" cannot be changed here. ${followed[origin]}`);
}

export type Known = { name: string; contextWindow: number | null };

/** What a model is called and holds where nobody says: the catalogue's word, by exact id. */
function known(place: Place, upstreamId: string): Known {
  const entry = knownEntry(place, upstreamId);
  return { name: entry?.name ?? upstreamId, contextWindow: entry?.contextWindow ?? null };
}

export function modelColumns(place: Place, input: ModelInput, position: number) {
  const upstreamId = input.upstream_id ?? input.id;
  const usual = known(place, upstreamId);
  return {
    id: input.id,
    upstreamId,
    name: input.name ?? (input.upstream_id === undefined ? usual.name : input.id),
    aliases: input.aliases ?? [],
    contextWindow: input.context_window ?? usual.contextWindow,
    maxOutputTokens: input.max_output_tokens ?? null,
    minOutputTokens: input.min_output_tokens ?? null,
    ceilings: input.ceilings ?? null,
    position,
  };
}

/** Refuses (422) a model whose price neither the request nor the catalogue says. */
export function refuseUnpriced(place: Place, input: ModelInput, path: string, now: number): void {
  if (input.price !== undefined) return;
  const upstreamId = input.upstream_id ?? input.id;
  if (knownPrice(place, upstreamId, now)) return;
  const why = unknownBecause(place, upstreamId, now);
  const guess = suggestedPrice(place, upstreamId, now);
  const family = guess
    ? ` Its family's is ${rateText(guess.input)} in, ${rateText(guess.output)} out.`
    : "";
  throw invalid(
    `${path}.price`,
    `${why}${family} A price is needed: input and output in USD per million tokens, 0 is one too.`,
  );
}

type Added = { endpointId: string; place: Place; createdBy: string; now: number };

/** A new model and, where it came with one, its price, in force from always. */
export function insertModel(input: ModelInput, position: number, added: Added): Statement[] {
  const { endpointId, place, createdBy, now } = added;
  const values = { ...modelColumns(place, input, position), endpointId, createdAt: now };
  const made = statement(db().insert(models).values(values));
  if (!input.price) return [made];
  const price = toPrice(input.price, "set by an admin");
  const row = { modelId: input.id, price, effectiveFrom: 0, source: "admin" as const };
  return [made, insertPrice({ ...row, createdBy, now })];
}

export function deleteModelRow(key: number, now: number): Statement {
  return statement(db().update(models).set({ deletedAt: now }).where(eq(models.key, key)));
}

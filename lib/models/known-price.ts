import { type CatalogueEntry, catalogueEntry, suggestedEntry } from "../pricing/catalogue";
import type { Price } from "../pricing/price";
import { demoPrice } from "./declared";

/** Where a model is called, which says whose catalogue its id is looked up in. */
export type Place = { kind: string; baseUrl: string | null };

/** What the catalogue has under exactly this id. */
export function knownEntry({ kind, baseUrl }: Place, upstreamId: string): CatalogueEntry | null {
  return catalogueEntry(kind, upstreamId, baseUrl);
}

/** The price that nobody has to set: the catalogue's, or the house's for the demo. */
export function knownPrice(place: Place, upstreamId: string, at: number): Price | null {
  if (place.kind === "demo") return demoPrice;
  return knownEntry(place, upstreamId)?.priceAt(at) ?? null;
}

/** The catalogue's guess by family, for an admin to confirm; it says so in its source. */
export function suggestedPrice(place: Place, upstreamId: string, at: number): Price | null {
  const entry = suggestedEntry(place.kind, upstreamId, place.baseUrl);
  const price = entry?.priceAt(at);
  if (!entry || !price) return null;
  const rounded = price.source === "catalogue" ? "" : ", rounded up";
  return { ...price, source: `catalogue, by family: ${entry.id}${rounded}` };
}

/** Why nobody knows a price for this id, in words for an admin. */
export function unknownBecause(place: Place, upstreamId: string, at: number): string {
  const apart = knownEntry(place, upstreamId)?.uncountedAt(at) ?? [];
  if (apart.length > 0) {
    return `The catalogue prices ${apart.join(", ")} apart, which is not counted.`;
  }
  const suggested = suggestedPrice(place, upstreamId, at);
  if (!suggested) return `The catalogue does not know "${upstreamId}" here.`;
  return `The catalogue knows "${upstreamId}" only by its family, which is not a price.`;
}

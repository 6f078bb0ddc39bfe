/**
 * Those who are here now, where many come and go. A `Set` alone would keep all of them in memory
 * for long: when it grows or cleans up it begins a new table, and the old one, which still holds
 * who was there then, stays until the next full garbage collection, with all that they refer to.
 */
export class Roll<T> {
  readonly #places = new Set<{ of: T | null }>();

  get size(): number {
    return this.#places.size;
  }

  /** Puts somebody on the roll, until what is returned is called; false when it was before. */
  enter(of: T): () => boolean {
    const place: { of: T | null } = { of };
    this.#places.add(place);
    return () => {
      place.of = null;
      return this.#places.delete(place);
    };
  }

  *[Symbol.iterator](): Generator<T> {
    for (const { of } of this.#places) if (of !== null) yield of;
  }
}

/**
 * One instance per process, whatever bundle asks for it.
 *
 * Next.js builds `instrumentation`, pages and route handlers as separate module graphs, so a
 * module-level variable exists several times in one process. What must be one (database client,
 * live generations, caches) is made here, under a symbol on `globalThis`.
 */
const registry: Map<string, unknown> = (() => {
  const key = Symbol.for("purser.one");
  const home = globalThis as { [key: symbol]: Map<string, unknown> | undefined };
  home[key] ??= new Map();
  return home[key];
})();

/** The instance called `name`, made by `make` on first use. */
export function one<T>(name: string, make: () => T): T {
  const known = registry.get(name);
  if (known !== undefined) return known as T;
  registry.set(name, make());
  return registry.get(name) as T;
}

/** Replaces the instance called `name`; for start-up and for tests. */
export function setOne<T>(name: string, value: T): T {
  registry.set(name, value);
  return value;
}

/**
 * Gives a class's instances a mark by which `instanceof` knows those of its other copies too: an
 * error that one bundle throws is caught in another.
 */
export function markedAs(name: string) {
  const mark = Symbol.for(`purser.${name}`);
  return {
    mark: (instance: object) => Object.defineProperty(instance, mark, { value: true }),
    has: (value: unknown) => typeof value === "object" && value !== null && mark in value,
  };
}

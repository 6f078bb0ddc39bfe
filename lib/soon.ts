/**
 * A value that is here, or on its way. What every call looks up and is known nearly always need
 * not be waited for: a promise costs more than the look, most of all where Next.js runs, which
 * follows each of them (Node's async hooks).
 */
export type Soon<T> = T | Promise<T>;

/** What `next` makes of the value: at once, where it is here. */
export function soon<T, U>(value: Soon<T>, next: (value: T) => Soon<U>): Soon<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}

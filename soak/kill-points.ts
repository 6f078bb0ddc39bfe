/** Writes of the ledger that a process is killed around, by what is in them. */
export const writes = [
  "opening",
  "hold",
  "settle",
  "sweep",
  "grant",
  "rollover",
  "expiry",
  "roll",
] as const;

/** On the way of a call whose answer streams. */
const stream = ["after-wire", "first-token", "mid-stream"] as const;

/**
 * Where a process is killed: before a write is committed, while it is (the signal comes when it
 * comes), after it and before anybody is told; while an answer comes; or at any time.
 */
export const points = [
  ...writes.flatMap((kind) => [`before-${kind}`, `during-${kind}`, `after-${kind}`]),
  ...stream,
  "any-time",
];

export const isOfStream = (point: string) => stream.some((name) => name === point);

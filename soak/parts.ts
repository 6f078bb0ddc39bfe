/** What the soak is made of, and how much of each the whole of it has. */
export const parts = {
  model: { count: 10_000, unit: "seeds" },
  kill: { count: 500, unit: "kills" },
  races: { count: 10_000, unit: "races" },
  windows: { count: 6, unit: "zones" },
  room: { count: 50, unit: "rounds" },
  remote: { count: 60, unit: "seconds" },
} as const;

export type Part = keyof typeof parts;
export const partNames = Object.keys(parts) as Part[];

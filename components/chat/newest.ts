/**
 * Questions whose answers may be overtaken: one that was asked before the last `tell` says less
 * than what was told, so it is asked again; of several questions only the last one counts.
 */
export function newest<T>(ask: () => Promise<T | null>): {
  /** Something newer than any answer under way is known. */
  tell: () => void;
  /** An answer to a question asked after all that was told; null without one. */
  answer: () => Promise<T | null>;
} {
  let told = 0;
  let asked = 0;
  return {
    tell: () => {
      told += 1;
    },
    answer: async () => {
      asked += 1;
      const mine = asked;
      for (;;) {
        const before = told;
        const found = await ask();
        if (mine !== asked || found === null) return null;
        if (before === told) return found;
      }
    },
  };
}

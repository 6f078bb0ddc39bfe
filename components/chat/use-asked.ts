import { useCallback, useState } from "react";

/** Of which allowances more was asked for: as the page said, and since. */
export function useAsked(given: string[] | null) {
  const [since, setSince] = useState<string[]>([]);
  const hasAsked = useCallback((id: string) => setSince((all) => [...all, id]), []);
  return { asked: given && [...given, ...since], hasAsked };
}

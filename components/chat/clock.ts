import { useEffect, useState } from "react";

const tickMs = 20_000;

/**
 * The server's time, going on from what it was when the page was made: a browser's own clock may
 * be wrong by any amount. Ticks a few times a minute.
 */
export function useServerClock(loadedAt: number): number {
  const [now, setNow] = useState(loadedAt);
  useEffect(() => {
    const since = performance.now();
    const tick = () => setNow(loadedAt + performance.now() - since);
    const timer = setInterval(tick, tickMs);
    return () => clearInterval(timer);
  }, [loadedAt]);
  return now;
}

/**
 * Waits until it is worth trying again: longer after each failure, at most 15 s, and at once when
 * the page is seen again or the line is back.
 */
export function worthTrying(failures: number, signal: AbortSignal): Promise<void> {
  const wait = Math.min(15_000, 400 * 2 ** failures) * (0.8 + Math.random() * 0.4);
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", done);
      document.removeEventListener("visibilitychange", seen);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const seen = () => {
      if (document.visibilityState === "visible") done();
    };
    const timer = setTimeout(done, wait);
    addEventListener("online", done);
    document.addEventListener("visibilitychange", seen);
    signal.addEventListener("abort", done, { once: true });
  });
}

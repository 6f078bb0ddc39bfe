/**
 * Calls `flush` with what was put in since, once per animation frame, so that a fast stream costs
 * one rendering per frame. A hidden page has no frames: there it is a few times a second.
 */
export function inFrames<T>(flush: (items: T[]) => void): {
  put: (item: T) => void;
  now: () => void;
} {
  let items: T[] = [];
  let waiting = false;
  const now = () => {
    waiting = false;
    const taken = items;
    items = [];
    if (taken.length > 0) flush(taken);
  };
  return {
    put: (item) => {
      items.push(item);
      if (waiting) return;
      waiting = true;
      if (document.visibilityState === "visible") requestAnimationFrame(now);
      else setTimeout(now, 250);
    },
    now,
  };
}

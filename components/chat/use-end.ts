import { type RefObject, useCallback, useEffect, useRef, useState } from "react";

/** So near to the end that one means the end. */
const nearPx = 64;

/** What scrolls the page: the page's own box, or on a phone the window. */
function scrollerOf(element: Element): Element {
  const page = element.closest(".page");
  const own = page && getComputedStyle(page).overflowY !== "visible";
  return own ? page : (document.scrollingElement ?? document.documentElement);
}

function distanceToEnd(scroller: Element): number {
  return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
}

/** A page that has just come, or an answer that has just ended, may still settle this long. */
const settlesMs = 1_000;

/**
 * Keeps the end in sight while something is written and the reader is there, and leaves whoever
 * scrolled up alone. What a reader opens moves nothing. `isAway`: there is more below than one
 * sees, and it does not come by itself.
 */
export function useEnd(
  content: RefObject<HTMLElement | null>,
  isWriting: boolean,
): { isAway: boolean; toEnd: () => void } {
  const [isAway, setAway] = useState(false);
  const follows = useRef(true);
  const moves = useRef(true);
  useEffect(() => {
    moves.current = true;
    if (isWriting) return;
    const timer = setTimeout(() => {
      moves.current = false;
    }, settlesMs);
    return () => clearTimeout(timer);
  }, [isWriting]);

  const toEnd = useCallback(() => {
    if (!content.current) return;
    const scroller = scrollerOf(content.current);
    follows.current = true;
    setAway(false);
    scroller.scrollTop = scroller.scrollHeight;
  }, [content]);

  useEffect(() => {
    const element = content.current;
    if (!element) return;
    const scroller = scrollerOf(element);
    const target = scroller === document.scrollingElement ? document : scroller;
    let top = scroller.scrollTop;
    const scrolled = () => {
      const isUp = scroller.scrollTop < top - 1;
      top = scroller.scrollTop;
      const isNear = distanceToEnd(scroller) < nearPx;
      // Growth alone moves no one: only a reader's own move up stops the following.
      if (isUp && !isNear) follows.current = false;
      if (isNear) follows.current = true;
      setAway(!isNear && !follows.current);
    };
    const grew = new ResizeObserver(() => {
      if (!follows.current || !moves.current) {
        return setAway(!follows.current && distanceToEnd(scroller) >= nearPx);
      }
      scroller.scrollTop = scroller.scrollHeight;
      top = scroller.scrollTop;
    });
    grew.observe(element);
    target.addEventListener("scroll", scrolled, { passive: true });
    return () => {
      grew.disconnect();
      target.removeEventListener("scroll", scrolled);
    };
  }, [content]);

  return { isAway, toEnd };
}

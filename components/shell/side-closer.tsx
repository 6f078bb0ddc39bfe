"use client";

import { usePathname } from "next/navigation";
import { useEffect } from "react";

/** Closes the phone's sheet when one has gone somewhere. */
export function SideCloser() {
  const path = usePathname();
  // biome-ignore lint/correctness/useExhaustiveDependencies: it closes because the path changed
  useEffect(() => {
    const side = document.getElementById("side");
    if (side?.matches(":popover-open")) side.hidePopover();
  }, [path]);
  return null;
}

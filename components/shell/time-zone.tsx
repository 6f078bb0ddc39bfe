"use client";

import { useEffect } from "react";
import { timeZoneCookie } from "@/lib/preferences";

/** Tells the server the browser's time zone, for the times of the next page. */
export function TimeZone() {
  useEffect(() => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const year = 365 * 24 * 60 * 60;
    // biome-ignore lint/suspicious/noDocumentCookie: CookieStore is not in every browser yet
    document.cookie = `${timeZoneCookie}=${encodeURIComponent(zone)}; path=/; max-age=${year}; samesite=lax`;
  }, []);
  return null;
}

import { cookies } from "next/headers";
import { knownTimeZone } from "@/lib/dates";
import { type Theme, themeCookie, timeZoneCookie } from "@/lib/preferences";

/** What this browser asked for, so that the first paint is right. */
export async function preferences(): Promise<{ theme: Theme; timeZone: string }> {
  const jar = await cookies();
  const theme = jar.get(themeCookie)?.value;
  const zone = jar.get(timeZoneCookie)?.value;
  return {
    theme: theme === "light" || theme === "dark" ? theme : "system",
    timeZone: knownTimeZone(zone && decodeURIComponent(zone)),
  };
}

"use client";

import { useState } from "react";
import { type Theme, themeCookie } from "@/lib/preferences";
import { Segmented } from "../ui/segmented";

const options = [
  { value: "system", label: "As the device" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
] as const;

/** Light or dark, at once and for the next pages. */
export function ThemeSwitch({ chosen }: { chosen: Theme }) {
  const [theme, setTheme] = useState<Theme>(chosen);
  const choose = (next: Theme) => {
    setTheme(next);
    const { dataset } = document.documentElement;
    if (next === "system") delete dataset.theme;
    else dataset.theme = next;
    const age = next === "system" ? 0 : 365 * 24 * 60 * 60;
    // biome-ignore lint/suspicious/noDocumentCookie: CookieStore is not in every browser yet
    document.cookie = `${themeCookie}=${next}; path=/; max-age=${age}; samesite=lax`;
  };
  return <Segmented label="Light or dark" options={options} value={theme} onChange={choose} />;
}

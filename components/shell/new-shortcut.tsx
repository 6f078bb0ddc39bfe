"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** Ctrl J starts a new conversation from anywhere. */
export function NewShortcut() {
  const router = useRouter();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      if (!command || event.key.toLowerCase() !== "j") return;
      event.preventDefault();
      router.push("/");
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [router]);
  return null;
}

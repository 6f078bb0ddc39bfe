"use client";

import { useState } from "react";

/** Which row of a table is open; when it closes, the focus goes back to what opened it. */
export function useOpenRow(table: string) {
  const [open, setOpen] = useState<string | null>(null);
  const buttonId = (id: string) => `${table}-${id}`;
  const close = () => {
    if (open) document.getElementById(buttonId(open))?.focus();
    setOpen(null);
  };
  const toggle = (id: string) => setOpen(open === id ? null : id);
  return { open, toggle, close, buttonId };
}

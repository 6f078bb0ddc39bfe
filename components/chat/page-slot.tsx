"use client";

import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { useHost } from "./chat-host";
import { ConversationPage } from "./conversation-page";

/**
 * The page; or, where the address is that of a conversation started on the first screen of this
 * tab, that conversation as it goes on: its address came while it was already being shown.
 */
export function PageSlot({ children }: { children: ReactNode }) {
  const { started } = useHost();
  const id = /^\/c\/([^/]+)$/.exec(usePathname())?.[1];
  const store = id ? started.get(id) : undefined;
  return store ? <ConversationPage key={id} store={store} /> : children;
}

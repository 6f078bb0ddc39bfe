"use client";

import { usePathname, useRouter } from "next/navigation";
import { type ReactNode, useEffect } from "react";
import { useHost } from "./chat-host";
import { ConversationPage } from "./conversation-page";

/**
 * The page; or, where the address is that of a conversation started on the first screen of this
 * tab, that conversation as it goes on: its address came while it was already being shown.
 */
export function PageSlot({ children }: { children: ReactNode }) {
  const { started, deleted } = useHost();
  const router = useRouter();
  const id = /^\/c\/([^/]+)$/.exec(usePathname())?.[1];
  const isGone = id !== undefined && deleted.has(id);
  useEffect(() => {
    // Back to what was deleted: its address shows nothing any more.
    if (isGone) router.replace("/");
  }, [isGone, router]);
  const store = id ? started.get(id) : undefined;
  return store ? <ConversationPage key={id} store={store} /> : children;
}

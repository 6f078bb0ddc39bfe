"use client";

import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { useHost } from "./chat-host";
import { emptyConversation, loaded } from "./conversation-state";
import { ConversationStore } from "./conversation-store";
import { ConversationView } from "./conversation-view";
import { hearTabs } from "./tabs";
import type { ConversationJson } from "./turn";

/** A conversation as the server rendered it, alive from here on. */
export function LoadedConversation({ json }: { json: ConversationJson }) {
  const [store] = useState(() => new ConversationStore(loaded(emptyConversation, json)));
  return <ConversationPage store={store} />;
}

/** Pages after the first may come from the browser's memory. */
let isFirstPage = true;

/** A conversation of this tab: follows what is written in it, here or elsewhere. */
export function ConversationPage({ store }: { store: ConversationStore }) {
  const { connect } = useHost();
  const view = useSyncExternalStore(store.subscribe, store.view, store.view);
  const { id, name } = view.conversation;
  useEffect(() => {
    connect(store);
    store.resume({ fresh: isFirstPage });
    isFirstPage = false;
    const seen = () => {
      if (document.visibilityState === "visible") void store.reload();
    };
    document.addEventListener("visibilitychange", seen);
    const deaf = hearTabs((message) => {
      if (!("conversationId" in message) || message.conversationId !== id) return;
      if (message.kind === "turn") void store.reload();
      if (message.kind === "renamed") store.rename(message.name);
    });
    return () => {
      document.removeEventListener("visibilitychange", seen);
      deaf();
    };
  }, [store, connect, id]);
  useEffect(() => () => store.leave(), [store]);
  useEffect(() => {
    document.title = name ? `${name} · Purser` : "Purser";
  }, [name]);
  const rename = useCallback((next: string) => store.rename(next), [store]);
  return <ConversationView view={view} store={store} rename={rename} />;
}

import { useCallback, useEffect, useState } from "react";
import { withConversation, withParts } from "./books";
import type { ListedConversation } from "./conversation-list";
import type { ConversationStore } from "./conversation-store";
import type { ChatModel, DeskAllowance } from "./desk";
import { newest } from "./newest";
import { freshAllowances, freshList, type List, withNewest, withOlder } from "./refresh";
import { hearTabs } from "./tabs";

/** Money and list of a tab, kept up to date by what its streams and other tabs tell. */
export type Books = {
  allowances: DeskAllowance[];
  listed: ListedConversation[];
  /** Lists older conversations too; null when all are listed. */
  listOlder: (() => Promise<void>) | null;
  /** Keeps the books up to date with what a conversation hears. */
  connect: (store: ConversationStore) => void;
  renamed: (id: string, name: string) => void;
  removed: (id: string) => void;
};

type Given = {
  models: ChatModel[];
  allowances: DeskAllowance[];
  list: List;
  now: number;
  /** Called when a conversation is gone. */
  forget: (id: string) => void;
};

export function useBooks({ models, now, forget, ...given }: Given): Books {
  const [allowances, setAllowances] = useGiven(given.allowances);
  const [list, setList] = useGiven(given.list);
  const { conversations: listed, olderThan } = list;
  const setListed = useCallback(
    (change: (all: ListedConversation[]) => ListedConversation[]) =>
      setList((all) => ({ ...all, conversations: change(all.conversations) })),
    [setList],
  );
  const [money] = useState(() => newest(freshAllowances));
  const refresh = useCallback(async () => {
    const [fresh, page] = await Promise.all([money.answer(), freshList()]);
    if (fresh) setAllowances(fresh);
    if (page) setList((all) => withNewest(all, page));
  }, [money, setAllowances, setList]);
  const listOlder = useCallback(async () => {
    const older = await freshList(olderThan);
    if (older) setList((all) => withOlder(all, older));
  }, [olderThan, setList]);
  const renamed = useCallback(
    (id: string, name: string) =>
      setListed((all) => all.map((each) => (each.id === id ? { ...each, name } : each))),
    [setListed],
  );
  const removed = useCallback(
    (id: string) => {
      forget(id);
      setListed((all) => all.filter((each) => each.id !== id));
    },
    [setListed, forget],
  );
  const connect = useCallback(
    (store: ConversationStore) => {
      const relist = () =>
        setListed((all) => withConversation(all, store.view().conversation, Date.now()));
      store.hooks.loaded = (hasNews) => {
        relist();
        if (hasNews) void refresh();
      };
      store.hooks.parts = (parts, { before, conversation }) => {
        // Text alone changes no books, and comes many times a second.
        if (!parts.some(({ type }) => type.startsWith("data-"))) return;
        money.tell();
        setAllowances((all) => withParts(all, parts, { before, conversation, models }));
        relist();
      };
    },
    [models, money, refresh, setAllowances, setListed],
  );
  useFreshness({ refresh, renamed, removed, allowances, now });
  return {
    allowances,
    listed,
    listOlder: olderThan === null ? null : listOlder,
    connect,
    renamed,
    removed,
  };
}

/** Asks again when the page is seen again, another tab began a turn, or a period is over. */
function useFreshness({
  refresh,
  renamed,
  removed,
  allowances,
  now,
}: Pick<Books, "renamed" | "removed" | "allowances"> & {
  refresh: () => Promise<void>;
  now: number;
}): void {
  useEffect(() => {
    const seen = () => {
      if (document.visibilityState === "visible") void refresh();
    };
    document.addEventListener("visibilitychange", seen);
    const deaf = hearTabs((message) => {
      if (message.kind === "renamed") renamed(message.conversationId, message.name);
      if (message.kind === "deleted") removed(message.conversationId);
      if (message.kind === "turn") void refresh();
    });
    return () => {
      document.removeEventListener("visibilitychange", seen);
      deaf();
    };
  }, [refresh, renamed, removed]);
  const isOver = allowances.some(({ resetsAt }) => resetsAt !== null && resetsAt <= now);
  useEffect(() => {
    if (isOver) void refresh();
  }, [isOver, refresh]);
}

/** State that starts as the server gave it, and again whenever the server gives something new. */
function useGiven<T>(given: T) {
  const [state, setState] = useState(given);
  const [last, setLast] = useState(given);
  if (last !== given) {
    setLast(given);
    setState(given);
  }
  return [state, setState] as const;
}

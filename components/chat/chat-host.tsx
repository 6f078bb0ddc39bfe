"use client";

import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useMemo,
  useRef,
  useState,
} from "react";
import type { NoticeJson } from "@/lib/notices/list";
import { modelCookie } from "@/lib/preferences";
import { useServerClock } from "./clock";
import type { ConversationStore } from "./conversation-store";
import { type ChatModel, type Desk, findModel } from "./desk";
import type { List } from "./refresh";
import { tellTabs } from "./tabs";
import { useAsked } from "./use-asked";
import { type Books, useBooks } from "./use-books";
import { useNotices, useSpending } from "./use-notices";

/** What all chat pages of a tab share: money, models, the list, and what was started here. */
export type Host = Books & {
  models: ChatModel[];
  /** The model in use. */
  model: ChatModel | undefined;
  pickModel: (id: string) => void;
  hasUsual: boolean;
  /** Options of the models as they were typed, by name; they stay for the tab. */
  optionTexts: Record<string, string>;
  setOption: (name: string, text: string) => void;
  /** Server time in ms, ticking. */
  now: number;
  timeZone: string;
  /** Conversations that were started on a first screen of this tab, by id. */
  started: Map<string, ConversationStore>;
  /** Conversations that were deleted while this tab was open, by id. */
  deleted: Set<string>;
  notices: NoticeJson[];
  putAway: (noticeId: string) => void;
  /** Allowances of which one has asked for more; null for those who cannot ask. */
  asked: string[] | null;
  hasAsked: (allowanceId: string) => void;
};

const HostContext = createContext<Host | null>(null);

export function useHost(): Host {
  const host = useContext(HostContext);
  if (!host) throw new Error("A chat component stands inside a ChatHost.");
  return host;
}

export function ChatHost({
  desk,
  list,
  children,
}: {
  desk: Desk;
  list: List;
  children: ReactNode;
}) {
  const { models, timeZone, hasUsual, allowances } = desk;
  const now = useServerClock(desk.now);
  const [started] = useState(() => new Map<string, ConversationStore>());
  const [deleted] = useState(() => new Set<string>());
  const forget = useCallback(
    (id: string) => {
      started.delete(id);
      deleted.add(id);
    },
    [started, deleted],
  );
  const { notices, putAway, lookAgain } = useNotices(desk.notices);
  const { asked, hasAsked } = useAsked(desk.asked);
  const books = useBooks({ models, allowances, list, now, forget });
  useSpending(books.allowances, desk.noticedFrom, lookAgain);
  const [modelId, setModelId] = useState(desk.defaultModelId);
  const [optionTexts, setOptionTexts] = useState<Record<string, string>>({});
  const pickModel = useCallback((id: string) => {
    setModelId(id);
    rememberModel(id);
  }, []);
  const latest = useRef(books);
  latest.current = books;
  const told = useMemo(
    () => ({
      renamed: (id: string, name: string) => {
        latest.current.renamed(id, name);
        tellTabs({ kind: "renamed", conversationId: id, name });
      },
      removed: (id: string) => {
        latest.current.removed(id);
        tellTabs({ kind: "deleted", conversationId: id });
      },
      setOption: (name: string, text: string) =>
        setOptionTexts((all) => ({ ...all, [name]: text })),
    }),
    [],
  );
  const host: Host = {
    ...books,
    ...told,
    models,
    model: findModel(models, modelId) ?? models[0],
    pickModel,
    hasUsual,
    optionTexts,
    now,
    timeZone,
    started,
    deleted,
    notices,
    putAway,
    asked,
    hasAsked,
  };
  return <HostContext value={host}>{children}</HostContext>;
}

function rememberModel(id: string): void {
  const year = 365 * 24 * 60 * 60;
  // biome-ignore lint/suspicious/noDocumentCookie: CookieStore is not in every browser yet
  document.cookie = `${modelCookie}=${encodeURIComponent(id)}; path=/; max-age=${year}; samesite=lax`;
}

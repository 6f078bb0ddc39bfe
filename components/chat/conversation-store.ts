import type { Part } from "@/lib/generations/parts";
import { alongside, type ConversationState, hasNews, loaded, received } from "./conversation-state";
import { readEvents, type StreamEvent } from "./events";
import { inFrames } from "./frames";
import { offline, type Problem, problemOf } from "./problem";
import { tellTabs } from "./tabs";
import { type ConversationJson, isUnfinished } from "./turn";
import { worthTrying } from "./worth-trying";

export type Message = {
  prompt: string;
  model: string;
  options: Record<string, unknown>;
  /** For a new conversation: what the model keeps to throughout. */
  system?: string;
  /** The turn it follows; left out: the newest one. */
  parentId?: string | null;
  /** Names the sending: the same key again is the same turn. */
  key: string;
};

/** `connecting`: something is being written, and the line to it was lost. */
export type Phase = "idle" | "sending" | "live" | "connecting";

export type ConversationView = {
  conversation: ConversationState;
  phase: Phase;
  /** Why the last message was not sent. */
  problem: Problem | null;
};

export type StoreHooks = {
  /** The server has made the conversation: it has an address now. */
  started?: (id: string) => void;
  /** Parts that came, for whoever keeps the books of the page. */
  parts?: (parts: Part[], change: Change) => void;
  /** Loaded again as a whole; with news: a turn began or ended of which no part was heard. */
  loaded?: (hasNews: boolean) => void;
};

type Change = { before: ConversationState; conversation: ConversationState };

/** A turn that runs is heard of at once; one that is silent for so long waits for another. */
const silentMs = 300;

/** When it is worth looking whether a new conversation has its name. */
const nameAfterMs = [1_000, 3_000, 8_000];

/** One conversation of this tab: what is shown of it, and the one line to the server. */
export class ConversationStore {
  hooks: StoreHooks = {};
  #view: ConversationView;
  #listeners = new Set<() => void>();
  #lastEventId: string | null = null;
  #following: AbortController | null = null;
  #left = new AbortController();
  #frames = inFrames<StreamEvent>((events) => this.#take(events));

  constructor(conversation: ConversationState) {
    this.#view = { conversation, phase: "idle", problem: null };
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  view = (): ConversationView => this.#view;

  #set(change: Partial<ConversationView>): void {
    this.#view = { ...this.#view, ...change };
    for (const listener of this.#listeners) listener();
  }

  /** Sends a message. True when the server has it: only then may the draft go. */
  async send({ key, parentId, ...rest }: Message): Promise<boolean> {
    const { id } = this.#view.conversation;
    const body = { ...rest, ...(parentId !== undefined && { parent_id: parentId }) };
    this.#set({ phase: "sending", problem: null });
    const reply = await fetch(id ? `/api/conversations/${id}/responses` : "/api/conversations", {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "text/event-stream",
        "idempotency-key": key,
      },
      body: JSON.stringify(body),
    }).catch(() => null);
    if (!reply?.ok) {
      this.#set({ phase: "idle", problem: reply ? await problemOf(reply) : offline });
      return false;
    }
    const made = id ?? reply.headers.get("location")?.split("/").at(-1) ?? null;
    this.#lastEventId = null;
    this.#set({ conversation: { ...this.#view.conversation, id: made } });
    if (!id && made) this.hooks.started?.(made);
    if (made) tellTabs({ kind: "turn", conversationId: made });
    void this.follow(reply);
    void this.#unlessSilent();
    return true;
  }

  /** A turn that waits says nothing: what it waits for is shown and followed with it. */
  async #unlessSilent(): Promise<void> {
    const following = this.#following;
    await new Promise((resolve) => setTimeout(resolve, silentMs));
    if (this.#lastEventId !== null || !following || this.#following !== following) return;
    following.abort();
    this.#following = null;
    const { signal } = this.#left;
    await this.reload();
    if (!this.#following && !signal.aborted) void this.follow();
  }

  /** Takes up what is being written; `fresh`: the page has just come from the server. */
  resume({ fresh }: { fresh: boolean }): void {
    if (this.#view.conversation.turns.some(isUnfinished)) {
      // The money of the page was read before it was turned to.
      if (!fresh) this.hooks.loaded?.(true);
      void this.follow();
    } else if (!fresh) void this.reload();
  }

  forgetProblem(): void {
    if (this.#view.problem) this.#set({ problem: null });
  }

  /** Stops what is being written; what came is kept, and told by the stream itself. */
  async stop(): Promise<void> {
    const { id } = this.#view.conversation;
    if (!id) return;
    await fetch(`/api/conversations/${id}/stop`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    }).catch(() => null);
    if (!this.#following) await this.reload();
  }

  /** Follows what is being written until nothing is; comes back after every drop. */
  async follow(first: Response | null = null, rounds = 0): Promise<void> {
    if (this.#following) return;
    const following = new AbortController();
    this.#following = following;
    const came = await this.#followUntilEnd(first, following.signal);
    if (this.#following === following) this.#following = null;
    if (following.signal.aborted) return;
    this.#set({ phase: "idle" });
    await this.reload(came ? 0 : rounds + 1);
    if (came && this.#view.conversation.turns.length === 1) await this.#awaitName();
  }

  /** The first answer is done: a name is being made of it, and comes a little later. */
  async #awaitName(): Promise<void> {
    const { signal } = this.#left;
    const { name } = this.#view.conversation;
    for (const ms of nameAfterMs) {
      await new Promise((resolve) => setTimeout(resolve, ms));
      if (signal.aborted || this.#view.conversation.name !== name) return;
      await this.reload();
    }
  }

  /** True when anything came. */
  async #followUntilEnd(first: Response | null, signal: AbortSignal): Promise<boolean> {
    let reply = first;
    let came = false;
    for (let drops = 0; !signal.aborted; drops += 1) {
      if (!reply) this.#set({ phase: drops > 0 ? "connecting" : "live" });
      reply ??= await this.#events(signal);
      if (reply?.status === 204) return came;
      if (reply?.ok && reply.body) {
        this.#set({ phase: "live" });
        const onEvent = (event: StreamEvent) => {
          drops = 0;
          came = true;
          this.#frames.put(event);
        };
        const end = await readEvents(reply.body, { onEvent, signal });
        this.#frames.now();
        if (end === "ended") return came;
      } else if (reply && reply.status < 500 && reply.status !== 429) {
        this.#set({ problem: await problemOf(reply) });
        return came;
      }
      reply = null;
      if (!signal.aborted) await worthTrying(drops, signal);
    }
    return came;
  }

  async #events(signal: AbortSignal): Promise<Response | null> {
    const { id } = this.#view.conversation;
    const headers = this.#lastEventId ? { "last-event-id": this.#lastEventId } : undefined;
    return fetch(`/api/conversations/${id}/events`, { headers, signal }).catch(() => null);
  }

  #take(events: StreamEvent[]): void {
    const parts = events.map(({ part }) => part);
    this.#lastEventId = events.findLast(({ id }) => id !== null)?.id ?? this.#lastEventId;
    const before = this.#view.conversation;
    const conversation = received(before, parts, Date.now());
    this.#set({ conversation });
    this.hooks.parts?.(parts, { before, conversation });
  }

  /**
   * Asks the server for the whole, and follows what is being written there. `rounds` is how often
   * that was tried in a row without anything coming: then it takes its time.
   */
  async reload(rounds = 0): Promise<void> {
    const { id } = this.#view.conversation;
    if (!id) return;
    const reply = await fetch(`/api/conversations/${id}`).catch(() => null);
    if (!reply?.ok) return;
    const json = (await reply.json()) as ConversationJson;
    const before = this.#view.conversation;
    const conversation = this.#following ? alongside(before, json) : loaded(before, json);
    this.#set({ conversation });
    this.hooks.loaded?.(hasNews(before, conversation));
    if (this.#following) return;
    if (!this.#view.conversation.turns.some(isUnfinished)) return;
    if (rounds > 0) await worthTrying(rounds, this.#left.signal);
    if (!this.#left.signal.aborted) void this.follow(null, rounds);
  }

  rename(name: string): void {
    this.#set({ conversation: { ...this.#view.conversation, name } });
  }

  /** Lets go of the line; what is being written goes on at the server. */
  leave(): void {
    this.#left.abort();
    this.#left = new AbortController();
    this.#following?.abort();
    this.#following = null;
    this.#set({ phase: "idle" });
  }
}

/** What one tab of a browser tells the others. */
export type TabMessage =
  /** A turn was begun: whoever shows the conversation follows it. */
  | { kind: "turn"; conversationId: string }
  | { kind: "renamed"; conversationId: string; name: string }
  | { kind: "deleted"; conversationId: string };

const channelName = "purser";

export function tellTabs(message: TabMessage): void {
  const channel = new BroadcastChannel(channelName);
  channel.postMessage(message);
  channel.close();
}

/** Listens until the returned function is called. */
export function hearTabs(hear: (message: TabMessage) => void): () => void {
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = (event: MessageEvent<TabMessage>) => hear(event.data);
  return () => channel.close();
}

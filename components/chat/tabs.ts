/** What one tab of a browser tells the others. */
export type TabMessage =
  /** A turn was begun: whoever shows the conversation follows it. */
  | { kind: "turn"; conversationId: string }
  | { kind: "renamed"; conversationId: string; name: string }
  | { kind: "deleted"; conversationId: string };

const channelName = "purser";
/** Which tab spoke: every channel of a tab would hear its other ones. */
const tabId = Math.random().toString(36).slice(2);

type Told = { from: string; message: TabMessage };

export function tellTabs(message: TabMessage): void {
  const channel = new BroadcastChannel(channelName);
  channel.postMessage({ from: tabId, message } satisfies Told);
  channel.close();
}

/** Listens to the other tabs until the returned function is called. */
export function hearTabs(hear: (message: TabMessage) => void): () => void {
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = ({ data }: MessageEvent<Told>) => {
    if (data.from !== tabId) hear(data.message);
  };
  return () => channel.close();
}

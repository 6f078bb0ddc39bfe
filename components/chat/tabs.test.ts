import { expect, it } from "vitest";
import { hearTabs, type TabMessage, tellTabs } from "./tabs";

it("hears other tabs and not itself", async () => {
  const heard: TabMessage[] = [];
  let cameThrough: () => void = () => undefined;
  const other = new Promise<void>((resolve) => {
    cameThrough = resolve;
  });
  const deaf = hearTabs((message) => {
    heard.push(message);
    cameThrough();
  });
  tellTabs({ kind: "turn", conversationId: "mine" });
  const channel = new BroadcastChannel("purser");
  const message: TabMessage = { kind: "turn", conversationId: "theirs" };
  channel.postMessage({ from: "another tab", message });
  await other;
  channel.close();
  deaf();
  expect(heard).toEqual([message]);
});

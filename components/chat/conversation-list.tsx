"use client";

import { dayGroup } from "@/lib/dates";
import { NavLink } from "../shell/nav-link";
import { SideHeading } from "../shell/side";
import { Button } from "../ui/button";
import { Live } from "../ui/live";
import { useHost } from "./chat-host";

export type ListedConversation = {
  id: string;
  name: string;
  /** When something last happened in it (ms). */
  updatedAt: number;
  /** An answer is being written. */
  live: boolean;
};

/** The conversations, newest first, under the days they were last written in. */
export function ConversationList() {
  const { listed, listOlder, now, timeZone } = useHost();
  if (listed.length === 0) {
    return <p className="px-2 py-4 text-sm text-ink-3">Conversations will be listed here.</p>;
  }
  const groups = new Map<string, ListedConversation[]>();
  for (const conversation of listed) {
    const name = dayGroup(conversation.updatedAt, now, timeZone);
    groups.set(name, [...(groups.get(name) ?? []), conversation]);
  }
  const sections = [...groups].map(([name, inGroup]) => (
    <section key={name}>
      <SideHeading>{name}</SideHeading>
      {inGroup.map((conversation) => (
        <NavLink key={conversation.id} href={`/c/${conversation.id}`}>
          <span className="min-w-0 flex-1 truncate">{conversation.name}</span>
          {conversation.live && <Live>writing</Live>}
        </NavLink>
      ))}
    </section>
  ));
  return (
    <>
      {sections}
      {listOlder && (
        <Button variant="quiet" size="sm" className="mt-4 w-full" onClick={listOlder}>
          Older ones
        </Button>
      )}
    </>
  );
}

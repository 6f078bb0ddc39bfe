import type { ReactNode } from "react";
import { AppSide } from "@/components/chat/app-side";
import { ChatHost } from "@/components/chat/chat-host";
import { PageSlot } from "@/components/chat/page-slot";
import { listOf } from "@/components/chat/refresh";
import { Shell } from "@/components/shell/shell";
import { personOfPage } from "@/lib/auth/page-viewer";
import { deskOfPage, listOfPage } from "./desk";

export default async function ChatLayout({ children }: { children: ReactNode }) {
  const { name, role } = await personOfPage("/");
  const [desk, page] = await Promise.all([deskOfPage(), listOfPage()]);
  const list = listOf(page);
  return (
    <ChatHost desk={desk} list={list}>
      <Shell side={<AppSide person={{ name, role }} />}>
        <PageSlot>{children}</PageSlot>
      </Shell>
    </ChatHost>
  );
}

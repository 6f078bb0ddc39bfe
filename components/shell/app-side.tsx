import { Plus } from "lucide-react";
import { Kbd } from "../ui/kbd";
import { ConversationList, type ListedConversation } from "./conversation-list";
import { type Left, LeftLine } from "./left-line";
import { NavLink } from "./nav-link";
import { NewShortcut } from "./new-shortcut";
import { PersonLine } from "./person-line";
import { Side } from "./side";

/** The sidebar of whoever chats: a new conversation, the old ones, what is left, who one is. */
export function AppSide({
  person,
  conversations,
  left,
  now,
  timeZone,
}: {
  person: { name: string; role: string };
  conversations: ListedConversation[];
  left: Left | null;
  now: number;
  timeZone: string;
}) {
  return (
    <Side
      label="Conversations"
      actions={
        <NavLink href="/">
          <Plus /> New conversation <Kbd>Ctrl J</Kbd>
          <NewShortcut />
        </NavLink>
      }
      footer={
        <>
          <LeftLine left={left} />
          <PersonLine {...person} />
        </>
      }
    >
      <ConversationList conversations={conversations} now={now} timeZone={timeZone} />
    </Side>
  );
}

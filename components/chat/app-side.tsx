import { Plus } from "lucide-react";
import { NavLink } from "../shell/nav-link";
import { NewShortcut } from "../shell/new-shortcut";
import { PersonLine } from "../shell/person-line";
import { Side } from "../shell/side";
import { Kbd } from "../ui/kbd";
import { ConversationList } from "./conversation-list";
import { LeftLine } from "./left-line";

/** The sidebar of whoever chats: a new conversation, the old ones, what is left, who one is. */
export function AppSide({ person }: { person: { name: string; role: string } }) {
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
          <LeftLine />
          <PersonLine {...person} />
        </>
      }
    >
      <ConversationList />
    </Side>
  );
}

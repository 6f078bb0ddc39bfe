"use client";

import { Download, Ellipsis, Pencil, Share2, Trash2 } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { columnCents } from "@/lib/format";
import { TopBar } from "../shell/top-bar";
import { Button } from "../ui/button";
import { IconButton } from "../ui/icon-button";
import { Menu, MenuItem, MenuRule } from "../ui/menu";
import { useHost } from "./chat-host";
import type { ConversationState } from "./conversation-state";
import { DeleteDialog } from "./delete-dialog";
import { ShareDialog } from "./share-dialog";

/** The name, what it cost so far, and what can be done with it: always in sight. */
export function ConversationHead({
  conversation,
  rename,
}: {
  conversation: ConversationState;
  rename: (name: string) => void;
}) {
  const [open, setOpen] = useState<"share" | "delete" | null>(null);
  const [renaming, setRenaming] = useState(false);
  const close = () => setOpen(null);
  const name = (
    <Name
      key={conversation.name}
      conversation={conversation}
      editing={renaming}
      edit={setRenaming}
      rename={rename}
    />
  );
  const menu = (
    <ConversationMenu
      id={conversation.id}
      onRename={() => setRenaming(true)}
      onDelete={() => setOpen("delete")}
    />
  );
  return (
    <>
      <TopBar title={name} className="-mx-4 mb-6">
        <IconButton label="Share" onClick={() => setOpen("share")}>
          <Share2 />
        </IconButton>
        {menu}
      </TopBar>
      <header className="conv-head ledger-row max-wide:hidden">
        <div className="col-main flex min-w-0 items-center gap-1">
          {name}
          <span className="flex-1" />
          <Button variant="quiet" size="sm" onClick={() => setOpen("share")}>
            <Share2 /> Share
          </Button>
          {menu}
        </div>
        <div className="col-money font-strong">
          <small className="block text-xs font-text text-ink-3">cents</small>
          {columnCents(conversation.costCredits)}
        </div>
      </header>
      <ShareDialog open={open === "share"} onClose={close} conversation={conversation} />
      <DeleteDialog open={open === "delete"} onClose={close} conversation={conversation} />
    </>
  );
}

function ConversationMenu({
  id,
  onRename,
  onDelete,
}: {
  id: string | null;
  onRename: () => void;
  onDelete: () => void;
}) {
  const file = (format: string) => `/api/conversations/${id}/export?format=${format}`;
  return (
    <Menu
      trigger={
        <IconButton label="More: rename, export, delete" size="sm">
          <Ellipsis />
        </IconButton>
      }
    >
      <MenuItem onSelect={onRename}>
        <Pencil /> Rename
      </MenuItem>
      <MenuItem asChild>
        <a href={file("markdown")} download>
          <Download /> Export as Markdown
        </a>
      </MenuItem>
      <MenuItem asChild>
        <a href={file("json")} download>
          <Download /> Export as JSON
        </a>
      </MenuItem>
      <MenuRule />
      <MenuItem danger onSelect={onDelete}>
        <Trash2 /> Delete
      </MenuItem>
    </Menu>
  );
}

const notSaved = "Not saved: the server did not answer. Your change is still here.";

function Name({
  conversation,
  editing,
  edit,
  rename,
}: {
  conversation: ConversationState;
  editing: boolean;
  edit: (editing: boolean) => void;
  rename: (name: string) => void;
}) {
  const { renamed } = useHost();
  const { id, name } = conversation;
  const [text, setText] = useState(name);
  const [mistake, setMistake] = useState<string | null>(null);
  // Taking the field away blurs it, which is not to save what was just given up.
  const over = useRef(false);
  const save = async () => {
    if (over.current) return;
    const next = text.trim();
    if (!id || next === "" || next === name) return edit(false);
    const reply = await fetch(`/api/conversations/${id}`, {
      method: "PATCH",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: next }),
    }).catch(() => null);
    if (!reply?.ok) return setMistake(notSaved);
    edit(false);
    rename(next);
    renamed(id, next);
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "Enter" && !event.nativeEvent.isComposing) void save();
    if (event.key === "Escape") {
      over.current = true;
      setText(name);
      setMistake(null);
      edit(false);
    }
  };
  if (!editing) {
    return (
      <h1 className="-ml-2 min-w-0 text-lg">
        <button
          type="button"
          title="Rename"
          onClick={() => {
            over.current = false;
            edit(true);
          }}
          className="flex min-h-(--control) max-w-full items-center gap-2 rounded px-2 font-title hover:bg-hover"
        >
          <span className="truncate">{name}</span>
          <Pencil className="text-ink-3 max-wide:hidden" />
        </button>
      </h1>
    );
  }
  return (
    <span className="min-w-0 flex-1">
      <input
        // biome-ignore lint/a11y/noAutofocus: one asked to write here
        autoFocus
        aria-label="Name of this conversation"
        aria-invalid={mistake ? true : undefined}
        maxLength={200}
        value={text}
        onFocus={(event) => event.target.select()}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={press}
        onBlur={() => void save()}
        className="-ml-2 min-h-(--control) w-full rounded border border-field bg-raised px-2 text-lg font-title"
      />
      {mistake && (
        <span role="alert" className="text-sm text-danger">
          {mistake}
        </span>
      )}
    </span>
  );
}

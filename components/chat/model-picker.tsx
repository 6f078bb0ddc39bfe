"use client";

import { ChevronDown, Search } from "lucide-react";
import { type KeyboardEvent as Press, useEffect, useId, useRef, useState } from "react";
import { aboutMoney, columnCents, tokensLeft } from "@/lib/format";
import { cx } from "../ui/cx";
import { Kbd } from "../ui/kbd";
import { Popover } from "../ui/popover";
import { useHost } from "./chat-host";
import type { ChatModel } from "./desk";
import { leftOf } from "./left";

/** Which model answers, what a message costs with it, and what is left for it. */
export function ModelPicker({ onPicked }: { onPicked: () => void }) {
  const { model } = useHost();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!event.ctrlKey || event.altKey || event.shiftKey || event.key !== "m") return;
      event.preventDefault();
      setOpen((before) => !before);
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
  if (!model) return null;
  return (
    <Popover
      label="Models"
      open={open}
      onOpenChange={setOpen}
      className="w-[min(480px,calc(100vw-32px))]"
      trigger={
        <button
          type="button"
          className={
            "grid min-h-(--control) min-w-0 items-center gap-x-2 rounded px-2 text-left " +
            "grid-cols-[auto_minmax(0,1fr)_16px] text-md hover:bg-hover " +
            "max-wide:grid-cols-[auto_16px] max-wide:py-[3px] max-wide:leading-[1.3]"
          }
        >
          <b className="truncate font-strong">{model.name}</b>
          <span className="truncate text-ink-3 max-wide:col-span-2 max-wide:row-start-2 max-wide:text-xs">
            {priceWords(model)}
          </span>
          <ChevronDown className="max-wide:col-start-2 max-wide:row-start-1" />
        </button>
      }
    >
      <ModelList
        onPicked={() => {
          setOpen(false);
          onPicked();
        }}
      />
    </Popover>
  );
}

/** `about 0.2 cents a message`. */
function priceWords({ messageCredits }: Pick<ChatModel, "messageCredits">): string {
  if (messageCredits === 0) return "costs nothing";
  const words = aboutMoney(messageCredits);
  return words.startsWith("less") ? `${words} a message` : `about ${words} a message`;
}

function ModelList({ onPicked }: { onPicked: () => void }) {
  const { models, model: current, pickModel } = useHost();
  const [wanted, setWanted] = useState("");
  const found = models.filter((each) => matches(each, wanted));
  const [at, setAt] = useState(() =>
    Math.max(
      0,
      models.findIndex(({ id }) => id === current?.id),
    ),
  );
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const choose = (model: ChatModel | undefined) => {
    if (!model) return;
    pickModel(model.id);
    onPicked();
  };
  const press = (event: Press) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter") choose(found[at]);
    if (step && found.length > 0) setAt((at + step + found.length) % found.length);
    if (step || event.key === "Enter") event.preventDefault();
  };
  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: "nearest" });
  }, [at]);
  return (
    <>
      <div className="flex items-center gap-2 border-b border-rule px-2 pb-2 text-ink-3">
        <Search />
        <input
          role="combobox"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={found[at] && `${listId}-${at}`}
          aria-label="Find a model"
          placeholder="Find a model"
          className="min-w-0 flex-1 bg-transparent text-ink outline-0 max-wide:text-lg"
          value={wanted}
          onChange={(event) => {
            setWanted(event.target.value);
            setAt(0);
          }}
          onKeyDown={press}
        />
        <Kbd>Ctrl M</Kbd>
      </div>
      <div className={cx(rowGrid, "px-2 pt-2 pb-0.5 text-xs text-ink-3")} aria-hidden="true">
        <span />
        <span className="text-right">cents a message</span>
        <span className="text-right">tokens left</span>
      </div>
      <div
        ref={list}
        id={listId}
        role="listbox"
        aria-label="Models"
        className="max-h-[min(50vh,420px)] overflow-y-auto"
      >
        {found.map((model, n) => (
          <ModelOption
            key={model.id}
            id={`${listId}-${n}`}
            model={model}
            active={n === at}
            picked={model.id === current?.id}
            onPick={() => choose(model)}
          />
        ))}
        {found.length === 0 && <p className="p-2 text-ink-3">No model is called that.</p>}
      </div>
    </>
  );
}

const rowGrid = "grid grid-cols-[minmax(0,1fr)_92px_80px] items-baseline gap-2 text-sm";

function ModelOption({
  id,
  model,
  active,
  picked,
  onPick,
}: {
  id: string;
  model: ChatModel;
  active: boolean;
  picked: boolean;
  onPick: () => void;
}) {
  const { allowances } = useHost();
  const left = leftOf(model, allowances);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the combobox's, which names this row
    <div
      id={id}
      role="option"
      aria-selected={picked}
      tabIndex={-1}
      onClick={onPick}
      className={cx(rowGrid, "cursor-pointer rounded px-2 py-1.5", active && "bg-accent-wash")}
    >
      <span className="min-w-0">
        <b className="block truncate text-md font-strong">{model.name}</b>
        <small className="block truncate text-xs text-ink-3">
          {model.demo ? "runs on this server, for trying things out" : model.endpoint}
        </small>
      </span>
      <span className="text-right">
        {model.messageCredits === 0 ? "free" : columnCents(model.messageCredits)}
      </span>
      <span className="text-right">
        {!left && "not paid"}
        {left && (left.tokens === null ? "no limit" : tokensLeft(left.tokens))}
      </span>
    </div>
  );
}

function matches({ id, name, endpoint }: ChatModel, wanted: string): boolean {
  const words = wanted.toLowerCase().split(/\s+/);
  const text = `${id} ${name} ${endpoint}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

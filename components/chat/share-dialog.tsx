"use client";

import { useEffect, useState } from "react";
import { lastsUntilDate, longDate } from "@/lib/dates";
import { counted } from "@/lib/format";
import { Button } from "../ui/button";
import { Choice } from "../ui/choice";
import { CopyButton } from "../ui/copy-button";
import { Dialog } from "../ui/dialog";
import { Field } from "../ui/field";
import { Select } from "../ui/select";
import { TextInput } from "../ui/text-input";
import { useHost } from "./chat-host";
import type { ConversationState } from "./conversation-state";

type Share = {
  token: string;
  url: string;
  show_cost: boolean;
  expires_at: number | null;
  created_at: number;
};

const day = 24 * 60 * 60 * 1000;
const lifetimes = [
  { value: "7", label: "for a week" },
  { value: "1", label: "for a day" },
  { value: "30", label: "for 30 days" },
  { value: "", label: "until it is taken back" },
];
const noAnswer = "Not done: the server did not answer. Try it once more.";

/** Makes a link to the conversation as it is now, lists the links there are, takes them back. */
export function ShareDialog({
  open,
  onClose,
  conversation,
}: {
  open: boolean;
  onClose: () => void;
  conversation: ConversationState;
}) {
  return (
    <Dialog open={open} onClose={onClose} title="Share this conversation">
      <ShareBody conversation={conversation} />
    </Dialog>
  );
}

function ShareBody({ conversation }: { conversation: ConversationState }) {
  const { now } = useHost();
  const { id, turns } = conversation;
  const [shares, setShares] = useState<Share[]>([]);
  const [lifetime, setLifetime] = useState("7");
  const [showCost, setShowCost] = useState(false);
  const [mistake, setMistake] = useState<string | null>(null);
  const [making, setMaking] = useState(false);
  const address = `/api/conversations/${id}/shares`;

  useEffect(() => {
    fetch(address)
      .then(async (reply) => {
        if (!reply.ok) throw new Error(`status ${reply.status}`);
        const { data } = (await reply.json()) as { data: Share[] };
        setShares(data);
      })
      .catch((error: unknown) => {
        console.warn("The links did not come.", error);
        setMistake("The links there are could not be listed: the server did not answer.");
      });
  }, [address]);

  const make = async () => {
    setMaking(true);
    const expires_at = lifetime ? Math.round(now + Number(lifetime) * day) : null;
    const reply = await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ mode: "snapshot", show_cost: showCost, expires_at }),
    }).catch(() => null);
    setMaking(false);
    if (!reply?.ok) return setMistake(noAnswer);
    const { token, url } = (await reply.json()) as { token: string; url: string };
    setMistake(null);
    const made = { token, url, show_cost: showCost, expires_at, created_at: now };
    setShares((all) => [made, ...all]);
  };
  const revoke = async (token: string) => {
    const reply = await fetch(`/api/shares/${token}`, { method: "DELETE" }).catch(() => null);
    if (!reply?.ok && reply?.status !== 404) return setMistake(noAnswer);
    setMistake(null);
    setShares((all) => all.filter((each) => each.token !== token));
  };

  return (
    <>
      <p>
        A link shows it as it is now, {counted(turns.length, "turn")}. What you write later is not
        in it.
      </p>
      <div className="mt-4 grid grid-cols-2 items-end gap-3 max-wide:grid-cols-1">
        <Field id="share-until" label="The link works">
          {(control) => (
            <Select
              {...control}
              value={lifetime}
              onChange={(event) => setLifetime(event.target.value)}
            >
              {lifetimes.map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Choice
          className="min-h-(--control)"
          checked={showCost}
          onChange={(event) => setShowCost(event.target.checked)}
        >
          Show what it cost
        </Choice>
      </div>
      <Button
        variant="primary"
        className="mt-4 max-wide:w-full"
        busy={making && "Making…"}
        onClick={make}
      >
        Make a link
      </Button>
      {mistake && (
        <p role="alert" className="mt-3 text-sm text-danger">
          {mistake}
        </p>
      )}
      {shares.length > 0 && <h3 className="mt-6 text-sm">Links</h3>}
      <ul>
        {shares.map((share) => (
          <ShareRow key={share.token} share={share} revoke={() => revoke(share.token)} />
        ))}
      </ul>
      <p className="mt-4 text-sm text-ink-3">
        Anybody with a link can read it, without signing in. Your e-mail and the instructions are
        not shown.
      </p>
    </>
  );
}

function ShareRow({ share, revoke }: { share: Share; revoke: () => void }) {
  const { timeZone } = useHost();
  const link = new URL(share.url, location.origin).href;
  const until = share.expires_at
    ? `until ${lastsUntilDate(share.expires_at, timeZone)}`
    : "until it is taken back";
  return (
    <li className="border-b border-rule py-3">
      <span className="flex gap-2">
        <TextInput
          readOnly
          aria-label="Link"
          className="min-w-0 flex-1 font-mono text-sm!"
          value={link}
          onFocus={(event) => event.target.select()}
        />
        <CopyButton text={link}>Copy</CopyButton>
      </span>
      <span className="mt-1 flex flex-wrap items-center gap-x-4 text-sm text-ink-3">
        <span>made {longDate(share.created_at, timeZone)}</span>
        <span>{until}</span>
        {share.show_cost && <span>with what it cost</span>}
        <Button
          variant="quiet"
          size="sm"
          className="wide:-mr-2 ml-auto text-danger!"
          onClick={revoke}
        >
          Take it back
        </Button>
      </span>
    </li>
  );
}

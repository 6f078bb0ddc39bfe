"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import type { Discovered } from "@/lib/models/discover";
import { type Answer, request } from "../../request";
import { Section } from "../../shell/sheet";
import { Button } from "../../ui/button";
import { type EndpointDraft, newModel, noPrice } from "./draft";
import { EndpointEditor } from "./endpoint-editor";

/** Model servers that answered on this machine, each to be added at price 0 or with prices. */
export function Found({ servers, note }: { servers: Discovered[]; note?: string }) {
  const [open, setOpen] = useState<string | null>(null);
  return (
    <div className="pt-12">
      <Section title="Found on this machine">
        <ul className="border-t border-rule">
          {servers.map((server) => (
            <li key={server.base_url} className="border-b border-rule">
              {open === server.base_url ? (
                <Priced server={server} note={note} onCancel={() => setOpen(null)} />
              ) : (
                <Server server={server} onPrices={() => setOpen(server.base_url)} />
              )}
            </li>
          ))}
        </ul>
      </Section>
    </div>
  );
}

const zero = { input: "0", output: "0" };

function Server({ server, onPrices }: { server: Discovered; onPrices: () => void }) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Answer<unknown> | null>(null);
  const { name, models } = server;
  const add = async () => {
    setBusy(true);
    const body = { ...server, models: models.map((model) => ({ ...model, price: zero })) };
    const added = await request("/api/endpoints", { method: "POST", body });
    setBusy(false);
    setAnswer(added);
    if (added.ok) router.refresh();
  };
  const none = models.length === 0;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
      <div className="min-w-0 flex-1 basis-72">
        <b className="font-strong">{name}</b> <span className="text-ink-2">{server.base_url}</span>
        <p className="text-sm wrap-anywhere text-ink-3">
          {none ? "It has no model yet." : models.map(({ upstream_id }) => upstream_id).join(", ")}
        </p>
        {answer && !answer.ok && (
          <p role="alert" className="text-sm text-danger">
            {answer.detail}
          </p>
        )}
      </div>
      {!none && (
        <span className="flex gap-2">
          <Button variant="quiet" size="sm" onClick={onPrices}>
            With prices
          </Button>
          <Button size="sm" onClick={add} busy={busy && "Adding…"}>
            Add at price 0
          </Button>
        </span>
      )}
    </div>
  );
}

function Priced({
  server,
  note,
  onCancel,
}: {
  server: Discovered;
  note?: string;
  onCancel: () => void;
}) {
  const router = useRouter();
  const start: EndpointDraft = {
    name: server.name,
    kind: server.kind,
    baseUrl: server.base_url,
    apiKey: "",
    models: server.models.map(({ id, upstream_id }) =>
      newModel({
        id,
        upstreamId: upstream_id === id ? "" : upstream_id,
        price: { ...noPrice, ...zero },
      }),
    ),
  };
  return (
    <div className="border-l-2 border-accent bg-raised">
      <EndpointEditor
        start={start}
        note={note}
        onCancel={onCancel}
        onDone={() => router.refresh()}
      />
    </div>
  );
}

"use client";

import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import type { Choice } from "../allowances/choice-field";
import { request } from "../request";
import { Button } from "../ui/button";
import { Question } from "../ui/question";
import { EditKey } from "./edit-key";
import { KeysTable, type ListedKey, type Opened } from "./keys-table";
import { MadeKey } from "./made-key";
import { NewKey } from "./new-key";
import { RotateKey } from "./rotate-key";

type Props = {
  keys: ListedKey[];
  /** What a new key may be bound to. */
  purposes: string[];
  models: Choice[];
  /** Where the days of a new cap begin. */
  timeZone: string;
  /** What stands in place of a table without rows. */
  empty: ReactNode;
};

/** A secret that was just made, and of which key; null of a new one. */
type Secret = { id: string | null; text: string; note?: string };

/** One's keys. One thing is open at a time, and a secret stays until it is put away. */
export function Keys({ keys, purposes, models, timeZone, empty }: Props) {
  const [opened, setOpened] = useState<Opened>(null);
  const [secret, setSecret] = useState<Secret | null>(null);
  const router = useRouter();
  const close = () => {
    setOpened(null);
    router.refresh();
  };
  const show = (made: Secret) => {
    setSecret(made);
    // Where it was rotated it is shown: the row stays open.
    if (made.id === null) setOpened(null);
    router.refresh();
  };
  const putAway = () => {
    setSecret(null);
    close();
  };
  return (
    <>
      {keys.length > 0 ? (
        <KeysTable keys={keys} opened={opened} onOpen={setOpened} locked={secret !== null}>
          {(key, what) => {
            if (secret?.id === key.id) {
              return <MadeKey inRow secret={secret.text} note={secret.note} onDone={putAway} />;
            }
            const { id, name } = key;
            if (what === "edit") {
              const asked = { id, before: key.asItIs, models, timeZone };
              return <EditKey {...asked} onDone={close} onCancel={() => setOpened(null)} />;
            }
            if (what === "revoke") {
              return <Revoke listed={key} onDone={close} onNo={() => setOpened(null)} />;
            }
            const made = (text: string, note: string) => show({ id, text, note });
            return <RotateKey id={id} name={name} onMade={made} onCancel={close} />;
          }}
        </KeysTable>
      ) : (
        empty
      )}
      {secret?.id === null && <MadeKey secret={secret.text} onDone={putAway} />}
      {opened?.what === "new" && (
        <NewKey
          purposes={purposes}
          models={models}
          timeZone={timeZone}
          onMade={(text) => show({ id: null, text })}
          onCancel={() => setOpened(null)}
        />
      )}
      {opened?.what !== "new" && secret === null && (
        <p className="pt-3">
          <Button onClick={() => setOpened({ what: "new" })}>
            <Plus /> New key
          </Button>
        </p>
      )}
    </>
  );
}

type RevokeProps = { listed: ListedKey; onDone: () => void; onNo: () => void };

function Revoke({ listed: { id, name }, onDone, onNo }: RevokeProps) {
  const revoke = async () => {
    const answer = await request(`/api/keys/${id}`, { method: "DELETE" });
    if (answer.ok) onDone();
    return answer.ok ? null : answer.detail;
  };
  return (
    <Question yes="Revoke" busy="Revoking…" onYes={revoke} onNo={onNo}>
      Revoke “{name}”? Programs that use it are refused from now on.
    </Question>
  );
}

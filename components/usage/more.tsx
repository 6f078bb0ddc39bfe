"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import type { Credits } from "@/lib/money";
import { AskForm, type ToldIn } from "../allowances/ask-form";
import { Button } from "../ui/button";

/** What became of the last request for more of an allowance, in words; `open` while it waits. */
export type LastRequest = { words: string; open: boolean };

type Props = {
  allowanceId: string;
  amountCredits: Credits;
  model: ToldIn;
  last: LastRequest | null;
};

/** Asks for more of an allowance where it stands, and says what came of it. */
export function More({ last, ...ask }: Props) {
  const [isAsking, setAsking] = useState(false);
  const router = useRouter();
  const done = () => {
    setAsking(false);
    router.refresh();
  };
  return (
    <>
      {last && <p className="basis-full text-ink-2 wrap-anywhere">{last.words}</p>}
      {isAsking ? (
        <div className="basis-full">
          <AskForm {...ask} narrow onDone={done} onCancel={() => setAsking(false)} />
        </div>
      ) : (
        !last?.open && (
          <Button variant="quiet" size="sm" className="wide:-ml-2" onClick={() => setAsking(true)}>
            Ask for more
          </Button>
        )
      )}
    </>
  );
}

"use client";

import { Ticket } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { money } from "@/lib/format";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { TextInput } from "../ui/text-input";
import { useSending } from "../use-sending";

type Redeemed = { allowance: { name: string }; credits: number };

/** Turns a voucher's code into a grant. */
export function RedeemCode() {
  const [open, setOpen] = useState(false);
  const [code, setCode] = useState("");
  const { busy, answer, refused, send } = useSending<Redeemed>();
  const router = useRouter();
  const redeem = async (event: FormEvent) => {
    event.preventDefault();
    const redeemed = await send("/api/vouchers/redeem", { body: { code } });
    if (!redeemed?.ok) return;
    setOpen(false);
    setCode("");
    router.refresh();
  };
  if (!open) {
    return (
      <div className="flex flex-wrap items-center gap-x-3">
        <Button variant="quiet" size="sm" className="wide:-ml-2" onClick={() => setOpen(true)}>
          <Ticket /> Redeem a code
        </Button>
        <p role="status" className="text-sm text-ink-2 wrap-anywhere">
          {answer?.ok && given(answer.data)}
        </p>
      </div>
    );
  }
  return (
    <form
      onSubmit={redeem}
      className="mt-1 flex max-w-[760px] flex-wrap items-end gap-3 border-l-2 border-accent bg-raised p-4"
    >
      <Field id="voucher-code" label="Code" className="min-w-0 flex-1 basis-64" error={refused}>
        {(field) => (
          <TextInput
            {...field}
            required
            maxLength={100}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            placeholder="ABCDE-FGHJK-LMNPQ-RSTUV"
            className="font-mono"
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
        )}
      </Field>
      <div className="flex gap-2">
        <Button type="submit" variant="primary" busy={busy && "Redeeming…"}>
          Redeem
        </Button>
        <Button variant="quiet" onClick={() => setOpen(false)}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

function given({ allowance, credits }: Redeemed): string {
  return `${money(credits)} were added to “${allowance.name}”.`;
}

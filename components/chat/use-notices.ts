import { useCallback, useEffect, useState } from "react";
import type { NoticeJson } from "@/lib/notices/list";
import { request } from "../request";
import type { DeskAllowance } from "./desk";

/** The server looks a moment after a call was charged; so do we. */
const lookAfterMs = 1000;

/** What was noticed and is not put away, kept up to date. */
export function useNotices(given: NoticeJson[]) {
  const [state, setState] = useState({ given, notices: given });
  if (state.given !== given) setState({ given, notices: given });
  const show = useCallback(
    (change: (all: NoticeJson[]) => NoticeJson[]) =>
      setState((now) => ({ ...now, notices: change(now.notices) })),
    [],
  );
  const putAway = useCallback(
    (id: string) => {
      show((all) => all.filter((notice) => notice.id !== id));
      void request(`/api/notices/${id}/seen`, { method: "POST" });
    },
    [show],
  );
  const lookAgain = useCallback(async () => {
    const fresh = await request<{ data: NoticeJson[] }>("/api/notices?open=1");
    if (fresh.ok) show(() => fresh.data.data);
  }, [show]);
  return { notices: state.notices, putAway, lookAgain };
}

/** Looks again whenever what is spent has changed and reaches as far as anything is noticed. */
export function useSpending(
  allowances: readonly DeskAllowance[],
  noticedFrom: number | null,
  lookAgain: () => Promise<void>,
): void {
  const spent = allowances
    .filter((allowance) => noticedFrom !== null && shareSpent(allowance) >= noticedFrom)
    .map(({ id, remainingCredits, amountCredits }) => `${id} ${remainingCredits}/${amountCredits}`)
    .join();
  const [first] = useState(spent);
  useEffect(() => {
    if (spent === first) return;
    const timer = setTimeout(() => void lookAgain(), lookAfterMs);
    return () => clearTimeout(timer);
  }, [spent, first, lookAgain]);
}

function shareSpent({ amountCredits, remainingCredits, reservedCredits }: DeskAllowance): number {
  const spent = amountCredits - remainingCredits - reservedCredits;
  return amountCredits > 0 ? (100 * spent) / amountCredits : 0;
}

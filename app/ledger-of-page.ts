import { notFound } from "next/navigation";
import { allowanceToSee } from "@/lib/allowances/access";
import { readLedger } from "@/lib/allowances/ledger";
import type { Person } from "@/lib/auth/viewer";
import { PurserError } from "@/lib/errors";
import { cursorIn } from "@/lib/http/page";
import { findModel } from "@/lib/models/registry";
import { preferences } from "./preferences";

export type LedgerQuery = { cursor?: string | string[] };

const perPage = 50;

type Asked = {
  viewer: Person;
  id: string;
  query: LedgerQuery;
  /** One's own entries alone, also an admin's. */
  own?: boolean;
};

/** What a page shows of an allowance's ledger; the page is not there where the allowance is not. */
export async function ledgerOfPage({ viewer, id, query, own = false }: Asked) {
  const allowance = await allowanceToSee(viewer, id).catch((error: unknown) => {
    if (error instanceof PurserError && error.code === "not_found") notFound();
    throw error;
  });
  const cursor = cursorIn(query.cursor);
  const user = own ? viewer.userId : undefined;
  const [{ lines, next }, { timeZone }] = await Promise.all([
    readLedger({ viewer, allowance, input: { limit: perPage, cursor, user } }),
    preferences(),
  ]);
  const ids = new Set(lines.flatMap(({ call }) => call?.model ?? []));
  const modelNames = Object.fromEntries([...ids].map((m) => [m, findModel(m)?.name ?? m]));
  const isFirst = cursor === undefined;
  return { allowance, lines, modelNames, next, isFirst, timeZone, now: Date.now() };
}

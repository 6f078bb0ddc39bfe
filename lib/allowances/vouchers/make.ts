import { actorId, type Viewer } from "../../auth/viewer";
import { db } from "../../db/client";
import { type Attempt, once, rememberStatements } from "../../db/once";
import { vouchers } from "../../db/schema";
import { statement, write } from "../../db/write";
import { invalid, PurserError } from "../../errors";
import { newId } from "../../ids";
import type { Credits } from "../../money";
import { liveAllowances } from "../live";
import { hashOfCode, newCode } from "./code";
import type { Voucher } from "./voucher";

type Asked = {
  viewer: Viewer;
  input: {
    allowanceId: string;
    credits: Credits;
    expiresAt: number | null;
    grantExpiresAt: number | null;
    note: string | null;
    count: number;
  };
  attempt: Attempt | null;
};

/**
 * Makes vouchers. Their codes are in this answer and nowhere else, so the same attempt again is
 * 409: what it made is in the list, and can be withdrawn there.
 */
export async function makeVouchers(asked: Asked): Promise<(Voucher & { code: string })[]> {
  const { viewer, attempt } = asked;
  const { allowanceId, count, ...worth } = asked.input;
  const now = Date.now();
  const allowance = (await liveAllowances()).find(({ id }) => id === allowanceId);
  if (!allowance) throw invalid("allowance_id", "The id of an allowance that is there is right.");
  for (const path of ["expires_at", "grant_expires_at"] as const) {
    const at = path === "expires_at" ? worth.expiresAt : worth.grantExpiresAt;
    if (at !== null && at <= now) {
      throw invalid(path, "A time to come, in milliseconds since 1970.");
    }
  }
  const made = Array.from({ length: count }, () => ({ id: newId(), code: newCode() })).map(
    ({ id, code }) => ({ id, code, ...worth, allowanceId, lastFour: code.slice(-4) }),
  );
  const unused = { redeemedBy: null, redeemedAt: null, voidedAt: null };
  const rows = made.map(({ code, ...voucher }) => ({
    ...voucher,
    ...unused,
    codeHash: hashOfCode(code),
    createdBy: actorId(viewer),
    createdAt: now,
  }));
  return once(attempt, {
    make: async () => {
      const remembered = rememberStatements(attempt, rows[0]?.id ?? "");
      await write([statement(db().insert(vouchers).values(rows)), ...remembered]);
      return rows.map((row, at) => {
        const { code = "" } = made[at] ?? {};
        return { ...row, allowance, redeemedByName: null, code };
      });
    },
    made: async () => {
      const again = "Their codes were shown once. Withdraw them, and make others.";
      throw new PurserError(
        "conflict",
        `These vouchers were made by this request before. ${again}`,
      );
    },
  });
}

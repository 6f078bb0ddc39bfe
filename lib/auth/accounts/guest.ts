import { randomBytes } from "node:crypto";
import { db } from "../../db/client";
import { users } from "../../db/schema";
import { statement, write } from "../../db/write";
import { PurserError } from "../../errors";
import { addressOf } from "../../http/address";
import { newId } from "../../ids";
import { guestsAllowed } from "../../models/offered";
import { countOne } from "../limits";

/** Makes a guest and returns their id. */
export async function makeGuest(headers: Headers): Promise<string> {
  if (!guestsAllowed()) {
    throw new PurserError("forbidden", "Guests are not admitted here. Sign in.");
  }
  await countOne("guests", addressOf(headers));
  const id = newId();
  const name = `Guest ${guestNumber()}`;
  const row = { id, email: null, name, role: "guest" as const, createdAt: Date.now() };
  await write([statement(db().insert(users).values(row))]);
  return id;
}

const letters = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Four letters and digits that are not mistaken for each other. */
function guestNumber(): string {
  return [...randomBytes(4)].map((byte) => letters[byte % letters.length]).join("");
}

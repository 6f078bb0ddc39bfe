import { modelsFor } from "../models/offered";
import { chooseAllowances, guestsSubject, type Payer } from "./choose";
import { liveAllowances } from "./live";
import { standingsOf } from "./standing";
import { tokensFor } from "./tokens";

/** What somebody who comes as a guest now would find. */
export type GuestOffer = {
  /** Public id of the model they would talk to. */
  model: string;
  demo: boolean;
  /** Left for all guests together, in answers of it; null: it costs nothing. */
  tokensLeft: number | null;
  /** Milliseconds; null where it never refills. */
  refillsAt: number | null;
};

const guest: Payer = { userId: guestsSubject, role: "guest", groupIds: [] };

/** Null when there is no model for guests, or no allowance pays for them. */
export async function guestOffer(now = Date.now()): Promise<GuestOffer | null> {
  const viewer = { kind: "person" as const, ...guest, name: "", email: null };
  const [model] = modelsFor({ ...viewer, keyId: null, keyPurpose: null }, "chat");
  const price = model?.priceAt(now);
  if (!model || !price) return null;
  const asked = { payer: guest, purpose: "chat", model: model.id };
  const { budgets, caps } = chooseAllowances(await liveAllowances(), asked);
  if (budgets.length === 0) return null;
  const standings = await standingsOf([...budgets, ...caps], now);
  const scarcest = standings.reduce((least, one) =>
    one.remainingCredits < least.remainingCredits ? one : least,
  );
  return {
    model: model.id,
    demo: model.demo,
    tokensLeft: tokensFor(scarcest.remainingCredits, price.output),
    refillsAt: scarcest.resetsAt,
  };
}

import { createHash } from "node:crypto";
import { and, desc, eq, gt, isNull, or } from "drizzle-orm";
import type { Person } from "../auth/viewer";
import { db } from "../db/client";
import { conversations, shares } from "../db/schema";
import { statement, write } from "../db/write";
import { invalid, notFound } from "../errors";
import { newSecret } from "../ids";
import { decrypt, encrypt } from "../secrets";
import { getConversation } from "./get";
import type { Conversation } from "./own";

export type ShareInput = {
  mode: "snapshot" | "live";
  expires_at?: number | null;
  show_cost?: boolean;
};

/** The public view of a conversation: exactly these fields (http-api.md). */
export type PublicView = {
  name: string;
  mode: "snapshot" | "live";
  created_at: number;
  updated_at: number;
  expires_at: number | null;
  responses: PublicResponse[];
};

type PublicResponse = {
  id: string;
  parent_id: string | null;
  model: string;
  prompt: string;
  response: string;
  status: string;
  created_at: number;
  cost_credits?: number | null;
};

/** 192 random bits; the database keeps its hash to find it by, and a ciphertext for its owner. */
const newToken = () => newSecret("");
/** What the ciphertext is bound to. */
const tokenOwner = "share";
const hashOf = (token: string) => createHash("sha256").update(token).digest("hex");

/**
 * Makes a link to the conversation as it is now; what is added later is not in it.
 * @throws PurserError invalid
 */
export async function makeShare(asked: { conversation: Conversation; input: ShareInput }) {
  const { conversation, input } = asked;
  if (input.mode === "live") {
    throw invalid("mode", 'A live link is not there yet. "snapshot" is right.');
  }
  const now = Date.now();
  const expiresAt = input.expires_at ?? null;
  if (expiresAt !== null && expiresAt <= now) {
    throw invalid("expires_at", "A time to come is right, in milliseconds since the epoch.");
  }
  const view = await publicView(conversation, input.show_cost ?? false, now);
  const token = newToken();
  await write([
    statement(
      db()
        .insert(shares)
        .values({
          tokenHash: hashOf(token),
          token: encrypt(token, tokenOwner),
          conversationId: conversation.id,
          userId: conversation.userId,
          mode: input.mode,
          showCost: input.show_cost ?? false,
          snapshot: { ...view, expires_at: expiresAt },
          expiresAt,
          createdAt: now,
        }),
    ),
  ]);
  return { token, url: `/s/${token}` };
}

async function publicView(
  conversation: Conversation,
  showCost: boolean,
  now: number,
): Promise<PublicView> {
  const { name, created_at, responses } = await getConversation({ conversation });
  return {
    name,
    mode: "snapshot",
    created_at,
    updated_at: now,
    expires_at: null,
    responses: responses
      .filter(({ status }) => status !== "queued" && status !== "refused")
      .map(({ id, parent_id, model, prompt, response, status, created_at, cost_credits }) => ({
        id,
        parent_id,
        model,
        prompt,
        response,
        status,
        created_at,
        ...(showCost && { cost_credits }),
      })),
  };
}

/** The links of a conversation, newest first, for its owner. */
export async function listShares({ conversation }: { conversation: Conversation }) {
  const rows = await db()
    .select()
    .from(shares)
    .where(eq(shares.conversationId, conversation.id))
    .orderBy(desc(shares.createdAt), desc(shares.tokenHash));
  return rows.map((row) => {
    const token = decrypt(row.token, tokenOwner);
    return {
      token,
      url: `/s/${token}`,
      mode: row.mode,
      show_cost: row.showCost,
      expires_at: row.expiresAt,
      created_at: row.createdAt,
    };
  });
}

/**
 * Revokes a link of the viewer's; it is gone at once.
 * @throws PurserError not_found
 */
export async function revokeShare(asked: { viewer: Person; token: string }): Promise<void> {
  const mine = and(
    eq(shares.tokenHash, hashOf(asked.token)),
    eq(shares.userId, asked.viewer.userId),
  );
  const [removed] = await write([statement(db().delete(shares).where(mine))]);
  if (removed?.rowsAffected === 0) throw notFound("link");
}

/**
 * What a link shows to anybody who has it.
 * @throws PurserError not_found when it never was, was revoked or has expired
 */
export async function getShare({ token }: { token: string }): Promise<PublicView> {
  const now = Date.now();
  const inForce = and(
    eq(shares.tokenHash, hashOf(token)),
    or(isNull(shares.expiresAt), gt(shares.expiresAt, now)),
  );
  const [row] = await db()
    .select({ snapshot: shares.snapshot })
    .from(shares)
    .innerJoin(conversations, eq(conversations.id, shares.conversationId))
    .where(inForce);
  if (!row) throw notFound("link");
  return row.snapshot as PublicView;
}

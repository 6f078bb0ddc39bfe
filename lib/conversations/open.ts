import { eq, inArray, lt } from "drizzle-orm";
import { db } from "../db/client";
import { idempotency, responses } from "../db/schema";
import { statement, write } from "../db/write";
import { onDrain } from "../draining";
import { drainGenerations } from "../generations/drain";
import { allLive } from "../generations/live";
import { pruneLog } from "../generations/log";
import { isUnfinished } from "../generations/queue";
import { recoverGeneration } from "../generations/recover";
import { endHeartbeat, startHeartbeat } from "../ledger/process";
import { type Remains, startSweeper } from "../metering/sweep";
import { forgetDeliveries } from "../notices/deliver";
import { one } from "../one";
import { messagesUpTo, systemMessages, turnsOf, userMessage } from "./history";
import { endUnsent } from "./unsent";

const housekeepingEveryMs = 60 * 60 * 1000;
/** Of http-api.md: at least 24 h. */
const attemptsKeptMs = 48 * 60 * 60 * 1000;

/** At start: what a dead process left is ended, with the text it had; then the house is kept. */
export async function openConversations(): Promise<void> {
  await startHeartbeat();
  await startSweeper(remainsOf);
  await endAbandonedTurns();
  await keepHouse();
  one("housekeeping", () =>
    setInterval(() => {
      keepHouse().catch((error) => console.error("Housekeeping failed.", error));
    }, housekeepingEveryMs).unref(),
  );
  drainGenerations();
  onDrain(endHeartbeat);
}

async function remainsOf(responseId: string): Promise<Remains | null> {
  const [row] = await db().select().from(responses).where(eq(responses.id, responseId));
  if (!row) return null;
  const left = await recoverGeneration(row.conversationId, responseId);
  const history = messagesUpTo(await turnsOf(row.conversationId), row.parentId);
  const prompt = [...systemMessages(row.system), ...history, userMessage(row.prompt)];
  return { ...left, prompt };
}

const restarted = {
  code: "interrupted",
  message:
    "Nothing was sent and nothing was charged: the server was restarted while this waited. " +
    "Send it again.",
};

/** Turns that waited, or whose hold is gone. Answers with a hold were ended by the sweep. */
async function endAbandonedTurns(): Promise<void> {
  const rows = await db()
    .select({ id: responses.id })
    .from(responses)
    .where(inArray(responses.status, ["queued", "streaming"]));
  for (const { id } of rows) {
    if (!isUnfinished(id)) await endUnsent(id, { status: "interrupted", error: restarted });
  }
}

async function keepHouse(): Promise<void> {
  const now = Date.now();
  await pruneLog(
    now,
    allLive().map(({ responseId }) => responseId),
  );
  const old = lt(idempotency.createdAt, now - attemptsKeptMs);
  await write([statement(db().delete(idempotency).where(old))]);
  await forgetDeliveries(now);
}

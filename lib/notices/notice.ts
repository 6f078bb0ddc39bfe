import type { Chosen } from "../allowances/choose";
import type { Standing } from "../allowances/standing";
import { config } from "../config";
import { type Statement, write } from "../db/write";
import { env } from "../env";
import { money } from "../format";
import { newId } from "../ids";
import { addressesOf, audienceOf } from "./audience";
import { deliveryStatement } from "./delivery";
import { type NoticePeriod, noticePeriod } from "./period";
import { noticeRefill, noticeTitle } from "./words";

type Spent = Pick<Standing, "spentCredits" | "amountCredits">;

/** True when so many percent of what an allowance comes to are spent. */
export function isReached(threshold: number, { spentCredits, amountCredits }: Spent): boolean {
  const spent = BigInt(spentCredits) * 100n;
  return amountCredits > 0 && spent >= BigInt(amountCredits) * BigInt(threshold);
}

/**
 * Writes down each threshold that an allowance has reached, once in its period, and what is told
 * of it to the outside: of several reached at once the highest. True when there was something new.
 */
export async function noticeStanding(
  chosen: Chosen,
  standing: Standing,
  now: number,
): Promise<boolean> {
  const reached = config()
    .notices.thresholds.filter((threshold) => isReached(threshold, standing))
    .sort((a, b) => a - b);
  const highest = reached.at(-1);
  if (highest === undefined) return false;
  const period = await noticePeriod(chosen, now);
  const noticed = { chosen, standing, period, now };
  const notices = reached.map((threshold) => ({ id: newId(), threshold }));
  const newest = notices.at(-1)?.id ?? "";
  const results = await write([
    ...notices.map((notice) => noticeStatement({ ...noticed, ...notice })),
    ...(await deliveries({ ...noticed, id: newest, threshold: highest })),
  ]);
  return (results[notices.length - 1]?.rowsAffected ?? 0) > 0;
}

type Noticed = {
  id: string;
  threshold: number;
  chosen: Chosen;
  standing: Standing;
  period: NoticePeriod;
  now: number;
};

/** Writes nothing where the threshold was noticed in this period already. */
function noticeStatement(noticed: Noticed): Statement {
  const { id, threshold, chosen, standing, period, now } = noticed;
  const { allowance, subject } = chosen;
  const { spentCredits, amountCredits, resetsAt } = standing;
  return {
    sql: `insert into notices (id, allowance_id, subject, period_start, threshold,
        spent_credits, amount_credits, resets_at, created_at)
      select ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 where not exists (
        select 1 from notices where allowance_id = ?2 and subject = ?3 and threshold = ?5
          and period_start > ?10)`,
    args: [
      id,
      allowance.id,
      subject,
      period.start,
      threshold,
      spentCredits,
      amountCredits,
      resetsAt,
      now,
      period.since,
    ],
  };
}

async function deliveries(noticed: Noticed): Promise<Statement[]> {
  const { id, now } = noticed;
  const { webhook } = config().notices;
  const { SMTP_URL } = env();
  if (!webhook && !SMTP_URL) return [];
  const userId = await audienceOf(noticed.chosen);
  const told = webhook && { target: webhook.url, payload: toldOf(noticed, userId) };
  const addresses = SMTP_URL ? await addressesOf(userId) : [];
  const payload = mailOf(noticed);
  return [
    ...(told ? [deliveryStatement({ channel: "webhook", ...told, now }, { ofNotice: id })] : []),
    ...addresses.map((target) =>
      deliveryStatement({ channel: "email", target, payload, now }, { ofNotice: id }),
    ),
  ];
}

function toldOf({ id, threshold, chosen, standing, now }: Noticed, userId: string | null) {
  const { allowance } = chosen;
  const { name, kind, level, purpose, model, window } = allowance;
  return {
    type: "allowance.threshold_reached",
    timestamp: new Date(now).toISOString(),
    data: {
      notice_id: id,
      threshold,
      allowance: { id: allowance.id, name, kind, level, purpose, model, window },
      user_id: userId,
      spent_credits: standing.spentCredits,
      amount_credits: standing.amountCredits,
      resets_at: standing.resetsAt,
    },
  };
}

function mailOf({ threshold, chosen, standing, now }: Noticed) {
  const { name, window, timeZone } = chosen.allowance;
  const said = { name, threshold, window, timeZone, resetsAt: standing.resetsAt };
  const title = noticeTitle(said);
  const { spentCredits, amountCredits } = standing;
  const figures = `Spent: ${money(spentCredits, "up")} of ${money(amountCredits)}.`;
  const address = env().PURSER_PUBLIC_URL;
  const where = address ? `\n\n${new URL("/usage", address)}` : "";
  const text = `${title} ${noticeRefill(said, now)}\n${figures}${where}\n`;
  return { subject: title.replace(/\.$/, ""), text };
}

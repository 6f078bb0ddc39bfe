import { inserter } from "../db/insert";
import { deliveries } from "../db/schema";
import type { Statement } from "../db/write";
import { newId } from "../ids";

export type Delivery = typeof deliveries.$inferSelect;

/** What a webhook is told: no content, no names of people, no e-mail addresses. */
export type Told = { type: string; timestamp: string; data: Record<string, unknown> };

export type Mail = { subject: string; text: string };

type New = { target: string; now: number } & (
  | { channel: "webhook"; payload: Told }
  | { channel: "email"; payload: Mail }
);

const insertDelivery = inserter(deliveries);

/** Something to be told, at once; written with what it tells of, if that was written. */
export function deliveryStatement(
  { now, ...told }: New,
  { ofNotice }: { ofNotice: string },
): Statement {
  const { sql, args } = insertDelivery({
    id: newId(),
    ...told,
    attempts: 0,
    nextAt: now,
    deliveredAt: null,
    error: null,
    createdAt: now,
  });
  const [into = "", values = ""] = sql.split(" values ");
  const columns = values.slice(1, -1);
  const only = "where exists (select 1 from notices where id = ?)";
  return { sql: `${into} select ${columns} ${only}`, args: [...args, ofNotice] };
}

import type { LastAudit } from "./run";

/** An audit as the API shows it, and as the admin page draws it. */
export function auditJson({
  startedAt,
  last,
}: {
  startedAt: number | null;
  last: LastAudit | null;
}) {
  return {
    running: startedAt !== null,
    started_at: startedAt,
    last: last && lastJson(last),
  };
}

export type AuditJson = ReturnType<typeof auditJson>;

function lastJson(last: LastAudit) {
  const isOver = last.failure === null;
  return {
    at: last.at,
    duration_ms: last.ms,
    /** Null where the audit could not look, for the reason in `failure`. */
    ok: isOver ? last.wrong === 0 : null,
    failure: last.failure,
    entries: isOver ? last.entries : null,
    balances: isOver ? last.balances : null,
    calls: isOver ? last.calls : null,
    wrong: isOver ? last.wrong : null,
    /** The first wrong row, and those after it as far as they were kept. */
    first: isOver ? (last.findings[0] ?? null) : null,
    findings: isOver ? last.findings : [],
  };
}

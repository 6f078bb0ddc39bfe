import { route } from "@/lib/http/route";
import { auditJson } from "@/lib/ledger/audit/json";
import { auditState, startAudit } from "@/lib/ledger/audit/run";

export * from "@/lib/http/nothing";

export const GET = route({
  access: "admin",
  summary: "Whether an audit of the books runs, and what the last one found",
  handle: async () => auditJson(await auditState()),
});

export const POST = route({
  access: "admin",
  summary: "Audit the books now, unless one runs already; GET tells of its end",
  status: 202,
  handle: async () => {
    const { startedAt, done } = startAudit();
    done.catch((error: unknown) => {
      console.error("What the audit found could not be kept.", error);
    });
    return auditJson({ ...(await auditState()), startedAt });
  },
});

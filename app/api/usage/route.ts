import { route } from "@/lib/http/route";
import { usageReport } from "@/lib/usage/report";
import { reportQuery } from "@/lib/usage/schemas";

export * from "@/lib/http/nothing";

export const GET = route({
  access: "signed-in",
  summary: "What calls come to, by time and by purpose, model, user or key",
  query: reportQuery,
  handle: ({ viewer, query }) => usageReport({ viewer, input: query }),
});

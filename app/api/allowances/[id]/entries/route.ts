import { allowanceToSee } from "@/lib/allowances/access";
import { entryJson, listEntries } from "@/lib/allowances/entries";
import { entriesQuery } from "@/lib/allowances/schemas";
import { route } from "@/lib/http/route";

export * from "@/lib/http/nothing";

export const GET = route({
  access: "signed-in",
  summary: "The ledger of an allowance: what was given, charged and adjusted, with its cause",
  owner: ({ viewer, params }) => allowanceToSee(viewer, params.id ?? ""),
  query: entriesQuery,
  handle: async ({ viewer, owned, query }) => {
    const { data, next_cursor } = await listEntries({ viewer, allowance: owned, input: query });
    return { data: data.map(entryJson), next_cursor };
  },
});

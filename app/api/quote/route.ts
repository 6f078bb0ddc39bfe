import { route } from "@/lib/http/route";
import { quote } from "@/lib/models/quote";
import { quoteQuery } from "@/lib/models/schemas";

export * from "@/lib/http/nothing";

export const GET = route({
  access: "signed-in",
  summary: "What a call of so many tokens costs, exact to the credit",
  query: quoteQuery,
  handle: async ({ viewer, query }) => quote({ viewer, input: query }),
});

import { route } from "@/lib/http/route";
import { getReceipt } from "@/lib/usage/receipt";
import { receiptJson } from "@/lib/usage/receipt-json";

export * from "@/lib/http/nothing";

export const GET = route({
  access: "signed-in",
  summary: "The receipt of a call",
  owner: ({ viewer, params }) => getReceipt({ viewer, id: params.id ?? "" }),
  handle: async ({ owned }) => receiptJson(owned),
});

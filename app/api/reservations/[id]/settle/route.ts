import { ownReservation } from "@/lib/elsewhere/own-reservation";
import { settleBody } from "@/lib/elsewhere/schemas";
import { settleElsewhere } from "@/lib/elsewhere/settle";
import { route } from "@/lib/http/route";
import { receiptJson } from "@/lib/usage/receipt-json";

export * from "@/lib/http/nothing";

export const POST = route({
  access: "member",
  summary: "Settles a hold by what its call used; the receipt",
  owner: ownReservation,
  body: settleBody,
  handle: async ({ viewer, owned, body }) =>
    receiptJson(await settleElsewhere({ viewer, owned, input: body })),
});

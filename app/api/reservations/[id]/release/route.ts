import { ownReservation } from "@/lib/elsewhere/own-reservation";
import { releaseElsewhere } from "@/lib/elsewhere/release";
import { reservationJson } from "@/lib/elsewhere/reservation-json";
import { route } from "@/lib/http/route";

export * from "@/lib/http/nothing";

export const POST = route({
  access: "member",
  summary: "Gives a hold back whose call was not made",
  owner: ownReservation,
  handle: async ({ owned }) => reservationJson(await releaseElsewhere({ owned })),
});

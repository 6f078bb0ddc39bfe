import { ownReservation } from "@/lib/elsewhere/own-reservation";
import { reservationJson } from "@/lib/elsewhere/reservation-json";
import { route } from "@/lib/http/route";

export * from "@/lib/http/nothing";

export const GET = route({
  access: "member",
  summary: "A hold of one's own for a call made elsewhere",
  owner: ownReservation,
  handle: async ({ owned }) => reservationJson(owned),
});

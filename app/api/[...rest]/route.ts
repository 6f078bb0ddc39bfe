import { PurserError } from "@/lib/errors";
import { route } from "@/lib/http/route";

/** Every address under /api that is none: nobody learns from a 404 which ones there are. */
const nothing = route({
  access: "signed-in",
  summary: "There is nothing at this address.",
  handle: async () => {
    throw new PurserError("not_found", "There is nothing at this address. See /api/openapi.json.");
  },
});

export const GET = nothing;
export const POST = nothing;
export const PUT = nothing;
export const PATCH = nothing;
export const DELETE = nothing;

import { PurserError } from "../errors";
import { route } from "./route";

/** Nobody learns from an answer which addresses there are: without sign-in all of them are 401. */
const nothing = route({
  access: "signed-in",
  summary: "There is nothing at this address.",
  unlisted: true,
  handle: async () => {
    throw new PurserError("not_found", "There is nothing at this address. See /api/openapi.json.");
  },
});

/** The verbs that an address under /api does not have: every route file hands these on. */
export const GET = nothing;
export const POST = nothing;
export const PUT = nothing;
export const PATCH = nothing;
export const DELETE = nothing;
export const OPTIONS = nothing;

import type { z } from "zod";
import type { Handler, RouteSpec } from "../http/route";
import { webFront } from "./web-front";

/**
 * A route handler of `/v1`, for where only those run; `server.mjs` answers the address before it.
 * `body` describes what is sent, for the OpenAPI document: the gateway reads it itself.
 */
export function gatewayRoute(described: {
  summary: string;
  body?: z.ZodType;
  unlisted?: boolean;
}): Handler {
  const { summary, body, unlisted = false } = described;
  const spec: RouteSpec = { access: "member", summary, unlisted, body, status: 200 };
  return Object.assign((request: Request) => webFront(request), { spec });
}

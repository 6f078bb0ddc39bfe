import { gatewayRoute } from "@/lib/gateway/route";

/** Every address under /v1 that is none. */
const nothing = gatewayRoute({ summary: "No address of /v1", unlisted: true });

export const GET = nothing;
export const POST = nothing;
export const PUT = nothing;
export const PATCH = nothing;
export const DELETE = nothing;
